package command

import (
	"bufio"
	"fmt"
	"io"

	"demarche/pipeline/codebook"
	"demarche/pipeline/evaluate"
	"demarche/pipeline/ingest"
	"demarche/schemas"

	"github.com/urfave/cli/v2"
)

// evalMentionsCommand scores mentions and coreference. Its description is the
// definition of what is counted.
func evalMentionsCommand() *cli.Command {
	return &cli.Command{
		Name:         "mentions",
		Usage:        "score mentions, linked states and coreference against a gold folder",
		ArgsUsage:    "GOLD_DIR",
		OnUsageError: usageError,
		Description: `Analyses the texts NAME.txt of the folder and compares the table mentions with its gold.jsonl.

Gold rows of the table mentions (as GUM has them: spans of whole noun phrases, entity, type,
Wikipedia title) count where the entity is a person, an organisation, or a place whose title,
or whose words where it has none, are the name of a state of the codebook.
  match      two spans match when they are the same but for a determiner, a possessive ending or
             closing punctuation, or when ours lies in the gold span and covers its head word:
             the last word before the first comma, bracket, dash, preposition or relative pronoun
             ("of" after a quantity, as in "most of", is none)
  named      a mention is named when it is no pronoun and its head word is capitalised. Where that is
             the first word of a sentence, a gold mention is named if it has a title or another
             mention of its entity has that word elsewhere, else it is neither missed nor false; so
             is a name that is part of another up to its head ("U.S." in "U.S. Congress"). Ours are
             the kinds name, alias, metonym, demonym where it is no adjective, and nominals with a
             capital. Matched one to one
  states     named gold mentions with a state's title: those of them found with that state's id
  states all the same with nominals and pronouns, but for names that are part of another
  he it they personal pronouns of the third person whose entity has an earlier mention: right when
             ours has an antecedent that matches a gold mention of that entity
  I we       the same for the first person
  MUC, B³, CEAF-e and their mean, CoNLL: entities of two mentions and more; ours are the mentions
             of one actor and those that take up one another. "You" and relative pronouns are
             left out on both sides

Gold rows of claims and demands count for
  actors     the ids of source, demander and addressee: right when a mention in a sentence of the
             row has that id, name or ISO code, or has it as its principal

Example:

   demarche eval mentions gold/gum-dev --errors`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "errors", Usage: "print what was missed, false and wrong"},
			codebookFlag(),
		},
		Action: evalMentions,
	}
}

func evalMentions(c *cli.Context) error {
	dir, err := oneArgument(c, "the gold folder")
	if err != nil {
		return err
	}
	gold, err := evaluate.ReadGold(dir)
	if err != nil {
		return err
	}
	p, err := newPipeline(c)
	if err != nil {
		return err
	}
	var documents []schemas.Rows
	err = eachText(dir, func(doc *ingest.Document) { documents = append(documents, p.Analyse(doc)) })
	if err != nil {
		return err
	}
	score := evaluate.Mentions(gold, documents, stateTitles(p.Codebook()))
	if err := writeMentionScore(c.App.Writer, score); err != nil {
		return err
	}
	if c.Bool("errors") {
		for _, list := range []struct {
			what  string
			lines []string
		}{
			{"missed", score.Misses}, {"false", score.False}, {"state", score.WrongStates},
			{"pronoun", score.Pronouns}, {"actor", score.Unnamed},
		} {
			for _, line := range list.lines {
				fmt.Fprintf(c.App.Writer, "%s\t%s\n", list.what, line)
			}
		}
	}
	return nil
}

func writeMentionScore(w io.Writer, s evaluate.MentionScore) error {
	out := bufio.NewWriter(w)
	if s.Roles.Gold > 0 {
		fmt.Fprintf(out, "%-10s right %6.2f  (%d of %d)\n", "actors", 100*s.Roles.Recall(), s.Roles.Correct, s.Roles.Gold)
	}
	if s.Named.Gold > 0 {
		fmt.Fprintf(out, "%-10s P %6.2f  R %6.2f  F1 %6.2f  (%d of %d gold, %d predicted)\n", "named",
			100*s.Named.Precision(), 100*s.Named.Recall(), 100*s.Named.F1(), s.Named.Correct, s.Named.Gold, s.Named.System)
		for _, m := range []evaluate.Measure{
			{Name: "states", Score: s.States}, {Name: "states all", Score: s.AllStates},
			{Name: "he it they", Score: s.Third}, {Name: "I we", Score: s.First},
		} {
			fmt.Fprintf(out, "%-10s right %6.2f  (%d of %d)\n", m.Name, 100*m.Recall(), m.Correct, m.Gold)
		}
		mean := 0.0
		for _, m := range []struct {
			name string
			evaluate.PR
		}{{"MUC", s.MUC}, {"B³", s.B3}, {"CEAF-e", s.CEAFE}} {
			fmt.Fprintf(out, "%-10s P %6.2f  R %6.2f  F1 %6.2f\n", m.name, 100*m.Precision(), 100*m.Recall(), 100*m.F1())
			mean += m.F1() / 3
		}
		fmt.Fprintf(out, "%-10s F1 %6.2f\n", "CoNLL", 100*mean)
	}
	return out.Flush()
}

// stateTitles maps the names and aliases of states to their ids:
// Wikipedia's titles are among them.
func stateTitles(book *codebook.Codebook) map[string]string {
	titles := make(map[string]string)
	for _, a := range book.Actors {
		if a.Type != schemas.State {
			continue
		}
		titles[a.Name] = a.ID
		for _, alias := range a.Aliases {
			titles[alias.Name] = a.ID
		}
	}
	return titles
}
