// Command cmd trains the model of package syntax and writes it to a file:
//
//	go run ./pipeline/syntax/train/cmd -treebank ../shared/treebank -o pipeline/syntax/model.bin.zst
package main

import (
	"flag"
	"fmt"
	"os"

	"demarche/pipeline/syntax/train"
)

func main() {
	dir := flag.String("treebank", "", "folder with ewt/ and gum/ in CoNLL-U")
	out := flag.String("o", "model.bin.zst", "file to write the model to")
	seed := flag.Uint64("seed", train.Seed, "seed of the random numbers")
	flag.Parse()
	if *dir == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := train.Model(*dir, *seed, *out, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}
