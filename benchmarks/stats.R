# metafor's side of benchmarks/stats.py: reads its data, prints seconds per job.
suppressPackageStartupMessages(library(metafor))
args <- commandArgs(trailingOnly=TRUE)
folder <- args[1]
rep.n <- as.integer(args[2])
get <- function(name) as.matrix(read.csv(file.path(folder, paste0(name, ".csv")), header=FALSE))

cat(R.version.string, "; metafor ", as.character(packageVersion("metafor")), "; BLAS ",
    basename(extSoftVersion()[["BLAS"]]), "\n", sep="")

# Best CPU time of one call; a timing lasts a fifth of a second or one call.
seconds <- function(f) {
   f()
   once <- max(1e-4, sum(system.time(f())[1:2]))
   n <- max(1, floor(0.2 / once))
   best <- Inf
   for (i in seq_len(if (once > 2) 1 else rep.n))
      best <- min(best, sum(system.time(for (j in seq_len(n)) f())[1:2]) / n)
   best
}
job <- function(name, f, scale=1) cat(name, "\t", format(scale * seconds(f), digits=8), "\n", sep="")

for (k in c(10, 30, 100, 1000)) {
   d <- get(paste0("k", k)); y <- d[,1]; v <- d[,2]; X <- d[,3:4]
   job(paste0("REML, Knapp-Hartung, k=", k), function() rma(y, v, method="REML", test="knha"))
   job(paste0("DL, k=", k), function() rma(y, v, method="DL"))
   if (k < 1000)
      job(paste0("REML, two moderators, k=", k), function() rma(y, v, mods=X, method="REML", test="knha"))
}
d <- get("k30"); y <- d[,1]; v <- d[,2]
fit30 <- rma(y, v, method="REML", test="knha")
d100 <- get("k100"); fit100 <- rma(d100[,1], d100[,2], method="REML", test="knha")
d10 <- get("k10"); fit10 <- rma(d10[,1], d10[,2], method="REML")
job("leave-one-out, k=30", function() leave1out(fit30))
job("leave-one-out, k=100", function() leave1out(fit100))
job("influence, k=30", function() influence(fit30))
job("cumulative, k=30", function() cumul(fit30))
job("Q-profile interval, k=30", function() confint(fit30))
job("trim and fill, k=30", function() trimfill(rma(y, v)))
job("regression test, k=30", function() regtest(rma(y, v)))
job("GOSH, 1023 subsets, k=10", function() suppressWarnings(gosh(fit10, progbar=FALSE)))
job("permutation test, 1000, k=30", function() permutest(fit30, iter=1000, progbar=FALSE))
Y <- get("many_y"); V <- get("many_v")
# 500 of the 10,000 fits, times 20.
job("10,000 REML fits, k=10",
    function() for (i in 1:500) try(rma(Y[i,], V[i,], method="REML", test="knha"), silent=TRUE), 20)
n <- get("counts")
job("Mantel-Haenszel OR, k=13", function() rma.mh(measure="OR", ai=n[,1], n1i=n[,2], ci=n[,3], n2i=n[,4]))
job("Peto, k=13", function() rma.peto(ai=n[,1], n1i=n[,2], ci=n[,3], n2i=n[,4]))
