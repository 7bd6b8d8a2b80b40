// Demarche reads political and diplomatic texts and writes Parquet tables of who
// claims what, who demands what of whom, and under which conditions.
package main

import (
	"os"

	"demarche/pipeline/command"
)

func main() { os.Exit(command.Main(os.Args, os.Stdin, os.Stdout, os.Stderr)) }
