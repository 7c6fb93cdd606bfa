"""Liên Kết, the value-chain linkage marketplace. Importing this package does nothing else."""
