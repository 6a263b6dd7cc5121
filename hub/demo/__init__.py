"""Seeds the demo firm, through actions like everybody else."""
