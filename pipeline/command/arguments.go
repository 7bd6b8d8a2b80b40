package command

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// flagsFirst moves a command's flags before its arguments, as urfave/cli wants
// them, so that people may write "show claims --limit 5".
func flagsFirst(app *cli.App, args []string) []string {
	if len(args) < 3 {
		return args
	}
	// The flag of the shell's completion must stay where the shell puts it: last.
	if args[len(args)-1] == "--generate-bash-completion" {
		return args
	}
	i := slices.IndexFunc(app.Commands, func(c *cli.Command) bool { return c.HasName(args[1]) })
	if i < 0 {
		return args
	}
	command, names := app.Commands[i], 2
	for names < len(args) {
		i := slices.IndexFunc(command.Subcommands, func(c *cli.Command) bool { return c.HasName(args[names]) })
		if i < 0 {
			break
		}
		command = command.Subcommands[i]
		names++
	}
	flags, rest := []string{}, []string{}
	for words := args[names:]; len(words) > 0; {
		word := words[0]
		words = words[1:]
		switch {
		case word == "--":
			rest = append(append(rest, word), words...)
			words = nil
		case word == "-" || !strings.HasPrefix(word, "-"):
			rest = append(rest, word)
		default:
			flags = append(flags, word)
			if takesValue(command, word) && len(words) > 0 {
				flags = append(flags, words[0])
				words = words[1:]
			}
		}
	}
	return slices.Concat(args[:names], flags, rest)
}

// takesValue reports whether the next word belongs to the flag.
func takesValue(command *cli.Command, word string) bool {
	name := strings.TrimLeft(word, "-")
	if strings.Contains(name, "=") {
		return false
	}
	for _, f := range command.Flags {
		if slices.Contains(f.Names(), name) {
			_, isSwitch := f.(*cli.BoolFlag)
			return !isSwitch
		}
	}
	return false
}

// oneArgument returns a command's only argument; what names it in the complaint.
func oneArgument(c *cli.Context, what string) (string, error) {
	if c.NArg() == 0 {
		return "", usagef("%s is missing: see demarche %s --help", what, c.Command.Name)
	}
	if c.NArg() > 1 {
		return "", usagef("unexpected %q: see demarche %s --help", c.Args().Get(1), c.Command.Name)
	}
	return c.Args().First(), nil
}

// noArguments refuses what stands behind the flags of a command that takes none.
func noArguments(c *cli.Context) error {
	if c.Args().Present() {
		return usagef("unexpected %q: see demarche %s --help", c.Args().First(), c.Command.Name)
	}
	return nil
}
