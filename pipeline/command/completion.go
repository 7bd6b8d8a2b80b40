package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// completions ask the program itself what can follow, by the flag that
// urfave/cli answers.
var completions = map[string]string{
	"bash": `_demarche() {
  local cur="${COMP_WORDS[COMP_CWORD]}" words
  if [[ "$cur" == -* ]]; then
    words=$("${COMP_WORDS[@]:0:COMP_CWORD}" "$cur" --generate-bash-completion)
  else
    words=$("${COMP_WORDS[@]:0:COMP_CWORD}" --generate-bash-completion)
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _demarche demarche
`,
	"zsh": `#compdef demarche
_demarche() {
  local -a opts
  local cur=${words[-1]}
  if [[ "$cur" == -* ]]; then
    opts=("${(@f)$(${words[@]:0:#words[@]-1} ${cur} --generate-bash-completion)}")
  else
    opts=("${(@f)$(${words[@]:0:#words[@]-1} --generate-bash-completion)}")
  fi
  if [[ -n "${opts[1]}" ]]; then _describe 'values' opts; else _files; fi
}
compdef _demarche demarche
`,
}

func completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print the shell's completion script",
		ArgsUsage: "bash|zsh|fish",
		Description: `Example:

   source <(demarche completion bash)`,
		BashComplete: func(c *cli.Context) {
			fmt.Fprintln(c.App.Writer, strings.Join(append(slices.Sorted(maps.Keys(completions)), "fish"), "\n"))
		},
		Action: func(c *cli.Context) error {
			shell := c.Args().First()
			script, ok := completions[shell]
			if shell == "fish" {
				var err error
				if script, err = c.App.ToFishCompletion(); err != nil {
					return err
				}
				ok = true
			}
			if !ok || c.NArg() != 1 {
				return usagef("want one of bash, zsh and fish: see demarche completion --help")
			}
			_, err := fmt.Fprint(c.App.Writer, script)
			return err
		},
	}
}
