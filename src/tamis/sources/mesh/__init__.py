"""Medical Subject Headings: which words are headings, which lead to one, what stands below.

    from tamis.sources.mesh import thesaurus

    mesh = thesaurus()                         # all of MeSH if it was loaded, else the part we ship
    mesh.entry("Lou Gehrig Disease").name      # 'Amyotrophic Lateral Sclerosis'

`load` (`tamis mesh load FILE`) reads the descriptor file of the National Library of Medicine.
"""

from tamis.sources.mesh.cache import StoredMesh, cache_file, load, thesaurus
from tamis.sources.mesh.descriptor import Descriptor, Thesaurus, folded
from tamis.sources.mesh.subset import Subset, subset

__all__ = [
    "Descriptor",
    "StoredMesh",
    "Subset",
    "Thesaurus",
    "cache_file",
    "folded",
    "load",
    "subset",
    "thesaurus",
]
