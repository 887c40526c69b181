"""From reference cases of `rma.glmm` to `tamis.stats.glmm`."""

from __future__ import annotations

from typing import Any

from tamis.stats.glmm import GlmmFit, glmm
from tamis.stats.multilevel.assembly import fit_statistics
from tamis.stats.multilevel.formula import moderators

Case = dict[str, Any]
COUNTS = {"ai", "bi", "ci", "di", "n1i", "n2i", "x1i", "t1i", "x2i", "t2i", "xi", "mi", "ni", "ti"}


def rma_glmm(case: Case, table: Case | None) -> Case:
    """Answer a case of `rma.glmm`."""
    assert table is not None
    args, columns = case.get("args", {}), table["columns"]
    counts = {name: column for name, column in columns.items() if name in COUNTS}
    options: Case = {}
    if "mods" in args:
        design = moderators(args["mods"], columns)
        options |= {"X": design.X, "names": design.names}
    fit = glmm(
        args.get("measure", "OR"),
        **counts,
        **options,
        model=args.get("model", "UM.FS"),
        method=args.get("method", "ML"),
        nodes=args.get("nAGQ", 7),
        test=args.get("test", "z"),
    )
    return _named(fit, args)


def _named(fit: GlmmFit, args: Case) -> Case:
    tests = fit.heterogeneity
    return {
        "k": fit.k,
        "p": fit.p,
        "names": fit.names,
        "beta": fit.beta,
        "se": fit.se,
        "zval": fit.statistic,
        "pval": fit.pval,
        "ci.lb": fit.ci_lb,
        "ci.ub": fit.ci_ub,
        "tau2": fit.tau2,
        "se.tau2": fit.se_tau2,
        "sigma2": fit.sigma2,
        "I2": fit.I2,
        "H2": fit.H2,
        "QE.Wld": tests.wald,
        "QEp.Wld": tests.wald_pval,
        "QE.LRT": tests.lrt,
        "QEp.LRT": tests.lrt_pval,
        "QE.df": tests.df,
        "QM": fit.QM,
        "QMdf": fit.QMdf,
        "QMp": fit.QMp,
        "fit": {"ML": _statistics(fit), "REML": dict.fromkeys(("ll", "dev", "AIC", "BIC", "AICc"))},
    }


def _statistics(fit: GlmmFit) -> Case:
    """Fit statistics as the reference defines them.

    Where it integrates by quadrature, its "log-likelihood" is the saturated one less half the
    deviance of the counts given the predicted random effects; ours (`fit.fit`) is the marginal one.
    """
    s, dev = fit.fit, fit.fit.deviance
    by_quadrature = fit.method == "ML" and fit.model != "UM.RS"
    if by_quadrature and not (fit.measure == "OR" and fit.model == "CM.EL"):
        dev = fit.conditional_deviance
        s = fit_statistics(fit.saturated_ll - dev / 2, dev, fit.parameters, fit.observations)
    return {"ll": s.ll, "dev": dev, "AIC": s.aic, "BIC": s.bic, "AICc": s.aicc}


HANDLERS_OF_GLMM = {"rma.glmm": rma_glmm}
