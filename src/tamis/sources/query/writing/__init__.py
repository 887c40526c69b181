"""From the tree to text: a tree is first made sayable (`adapting`), then written (`rendering`)."""
