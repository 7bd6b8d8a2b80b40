package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"demarche/schemas"
)

func orNone(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// TestClaims shows what is attributed to whom in constructions of English.
func TestClaims(t *testing.T) {
	p, _ := load(t)
	for _, test := range []struct{ name, text, want string }{
		{"a clause", "Norway said that the talks had failed.", `
NOR say assert "the talks had failed"`},
		{"two clauses", "Norway argued that the plan was flawed and that the talks had failed.", `
NOR argue assert "the plan was flawed and that the talks had failed"`},
		{"inversion", "The talks have failed, said the foreign minister.", `
- say assert "The talks have failed"`},
		{"a quotation and its continuation", "“We will not sign this text,” Norway said on Monday. “It ignores our demands.”", `
NOR say assert "“We will not sign this text,” Norway said on Monday. “It ignores our demands.”"`},
		{"a quotation over paragraphs", "Norway said: “We will not sign this text.\n\n“It ignores our demands.”\n\nThe talks ended.", `
NOR say assert "“We will not sign this text.\n\n“It ignores our demands.”"`},
		{"a quotation within one", "“The king told us, ‘You will never leave,’” Norway said.", `
NOR say assert "“The king told us, ‘You will never leave,’”"
- tell assert "‘You will never leave,’"`},
		{"two sources", "Norway and Sweden oppose the plan.", `
SWE oppose oppose "the plan"
NOR oppose oppose "the plan"`},
		{"a speaker's turn", "MR. PRICE: We have no comment.", `
price : assert "We have no comment."`},
		{"a name behind a noun", "His colleague Anna Testname called the outline a surrender.", `
anna-testname call assert "the outline a surrender"`},
		{"a cue that looks like a noun", "Analysts question whether the agreements will alter that pattern.", `
- question doubt "whether the agreements will alter that pattern"`},
		{"an attribution behind an inverted condition", "Were donors to let the plan lapse, it cautioned, host countries would close their doors.", `
- caution assert "Were donors to let the plan lapse, it cautioned, host countries would close their doors"`},
		{"a doubt of it", "Iran was absent. It remains sceptical that pressure alone will bring the country back.", `
IRN skeptical doubt "pressure alone will bring the country back"`},
		{"a hedge", "Norway reportedly rejected the plan.", `
- reportedly assert "Norway reportedly rejected the plan"
NOR reject oppose "the plan"`},
		{"a passive", "The plan was rejected by Norway.", `
NOR reject oppose "The plan"`},
		{"a relative clause", "Norway, which opposed the plan, left the meeting.", `
NOR oppose oppose "the plan"`},
		{"a raised predicate, negated", "Norway does not seem willing to sign the treaty.", `
NOR willing oppose "sign the treaty"`},
		{"a doubt by negation", "Norway does not believe that the treaty will help.", `
NOR believe doubt "the treaty will help"`},
		{"a noun", "Norway expressed doubts about the timing.", `
NOR doubt doubt "the timing"`},
		{"according to", "According to Norway, the treaty will fail.", `
NOR according to assert "the treaty will fail"`},
		{"a pronoun", "Norway left the talks. It said that the plan was a mistake.", `
NOR say assert "the plan was a mistake"`},
		{"a pronoun for several", "Norway and Sweden left the talks. They said that the plan was a mistake.", `
SWE say assert "the plan was a mistake"
NOR say assert "the plan was a mistake"`},
		{"an attribution between commas", "The treaty, Norway said, would remain in force.", `
NOR say assert "The treaty, Norway said, would remain in force"`},
		{"an attribution behind the subject", "A state that leaves its cities undefended, the envoys reasoned, has no motive to strike.", `
- reason assert "A state that leaves its cities undefended, the envoys reasoned, has no motive to strike"`},
		{"an attribution like an apposition", "The king, an aide later recalled, had gone to Oslo.", `
- recall assert "The king, an aide later recalled, had gone to Oslo"`},
		{"an attribution before a condition", "The talks will go on, a spokesman said, unless a deal is reached.", `
- say assert "The talks will go on, a spokesman said, unless a deal is reached"`},
		{"a verb behind a long remark", "Norway, whose envoys did not sit in the same room, accused the rebels of lying.", `
NOR accuse oppose "the rebels of lying"`},
		{"an attribution by delegates from somewhere", "Saudi Arabia, delegates from three continents alleged, was blocking any repetition of the call.", `
SAU allege assert "Saudi Arabia, delegates from three continents alleged, was blocking any repetition of the call"`},
		{"a verb taken for a noun", "Neither side disputes that the strait has become dangerous.", `
- dispute assert "the strait has become dangerous"`},
		{"British spelling", "Norway favours a single platform.", `
NOR favor support "a single platform"`},
		{"a sentence of two parts", "Norway argued that the text was ready; the meeting ended at noon.", `
NOR argue assert "the text was ready"`},
		{"a remark", "Norway rejected the plan, which had been drawn up in haste.", `
NOR reject oppose "the plan"`},
		{"a verb that goes on", "Norway insists that every boat has received a licence, and rejects the plan.", `
NOR insist assert "every boat has received a licence"
NOR reject oppose "the plan"`},
		{"a verb that goes on an infinitive", "Norway decided to leave the group and rejected the report.", `
NOR decide support "leave the group"
NOR reject oppose "the report"`},
		{"what someone is called", "Norway referred to the rebels as bandits.", `
NOR refer to assert "the rebels as bandits"`},
		{"a resolution", "The Security Council,\n\nEmphasizing that the violence must end,\n\n1. Reiterates that it supports the truce;\n\n2. Expresses its intention to extend the mandate;\n\n3. Condemns the attack.", `
UNSC emphasize assert "the violence must end"
UNSC reiterate assert "it supports the truce"
UNSC support support "the truce"
UNSC intention assert "extend the mandate"
UNSC condemn oppose "the attack"`},
		{"a whisper of nobody", "This is in demand.", ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, c := range p.Analyse(document(test.text)).Claims {
				got = append(got, fmt.Sprintf("%s %s %s %q", orNone(c.SourceID), c.CueLemma, c.Stance, c.Content))
			}
			if g := strings.Join(got, "\n"); g != strings.TrimPrefix(test.want, "\n") {
				t.Errorf("%s\ngot\n%s\nwant%s", test.text, g, test.want)
			}
		})
	}
}

func TestNesting(t *testing.T) {
	p, _ := load(t)
	rows := p.Analyse(document("Norway states that Sweden is opposed to the declaration.")).Claims
	i := slices.IndexFunc(rows, func(c schemas.Claim) bool { return c.SourceID == "NOR" })
	j := slices.IndexFunc(rows, func(c schemas.Claim) bool { return c.SourceID == "SWE" })
	if i < 0 || j < 0 {
		t.Fatalf("claims of Norway and Sweden: %+v", rows)
	}
	if rows[i].ParentClaimID != "" || rows[j].ParentClaimID != rows[i].ClaimID {
		t.Errorf("parents %q and %q, want none and %q", rows[i].ParentClaimID, rows[j].ParentClaimID, rows[i].ClaimID)
	}
	if rows[j].Stance != schemas.Oppose || !slices.Equal(rows[i].About, []string{"SWE"}) {
		t.Errorf("stance %s, about %v", rows[j].Stance, rows[i].About)
	}
}

func TestDemands(t *testing.T) {
	p, _ := load(t)
	for _, test := range []struct{ name, text, want string }{
		{"an addressee", "France urged Iran to halt enrichment.", `
FRA → IRN urge stop "halt enrichment"`},
		{"what shall be done, with a past tense seen", "Sweden said that Russia wanted the UN arms embargo lifted as soon as possible.", `
RUS → - request stop "the UN arms embargo lifted as soon as possible"`},
		{"adjectives in a row behind a demander", "African Union chairs, Kenyan, Congolese and Chilean, urged Peru to leave.", `
au-chairs → PER urge stop "leave"`},
		{"coordinated actions", "France asked Iran to open the sites and to free the prisoners.", `
FRA → IRN request do "open the sites"
FRA → IRN request do "free the prisoners"`},
		{"a list behind a colon", "Iran demanded three things: the lifting of sanctions, the release of funds, and the end of the embargo.", `
IRN → - demand stop "the lifting of sanctions"
IRN → - demand do "the release of funds"
IRN → - demand stop "the end of the embargo"`},
		{"whose act it is", "France requested Iranian cooperation on this matter.", `
FRA → IRN request do "Iranian cooperation on this matter"`},
		{"a pronoun", "Iran set conditions. It demanded the lifting of sanctions.", `
IRN → - demand stop "the lifting of sanctions"`},
		{"what is to be done", "France wants the embargo lifted.", `
FRA → - request stop "the embargo lifted"`},
		{"a deed that is wanted", "France wants early elections. Iran wants a new car.", `
FRA → - request do "early elections"`},
		{"whose demand it is", "The talks failed over a demand from France that Iran join the treaty.", `
FRA → IRN demand do "Iran join the treaty"`},
		{"clauses in a row", "France demanded that the police be withdrawn, that the mayors work elsewhere and that elections be held.", `
FRA → - demand stop "the police be withdrawn"
FRA → - demand do "the mayors work elsewhere"
FRA → - demand do "elections be held"`},
		{"actions with their own articles", "France called for an immediate ceasefire, the reopening of the airport and the lifting of the blockade.", `
FRA → - urge do "an immediate ceasefire"
FRA → - urge do "the reopening of the airport"
FRA → - urge stop "the lifting of the blockade"`},
		{"an invitation", "France repeated its invitation to visit the capital.", `
FRA → - request do "visit the capital"`},
		{"a warning against something", "France repeated its warning against hasty steps.", `
FRA → - urge stop "hasty steps"`},
		{"a treaty", "France and Iran shall destroy their stocks.", `
- → IRN demand do "destroy their stocks"
- → FRA demand do "destroy their stocks"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range p.Analyse(document(test.text)).Demands {
				got = append(got, fmt.Sprintf("%s → %s %s %s %q", orNone(d.DemanderID), orNone(d.AddresseeID), d.Strength, d.Direction, d.Action))
			}
			if g := strings.Join(got, "\n"); g != strings.TrimPrefix(test.want, "\n") {
				t.Errorf("%s\ngot\n%s\nwant%s", test.text, g, test.want)
			}
		})
	}
}

func TestConditions(t *testing.T) {
	p, _ := load(t)
	for _, test := range []struct{ name, text, want string }{
		{"before", "If the talks fail, Norway will leave.", `
hypothetical required "If the talks fail" → "Norway will leave"`},
		{"behind", "Norway will leave if the talks fail.", `
hypothetical required "if the talks fail" → "Norway will leave"`},
		{"within a claim", "Norway insists that the declaration be made only after the withdrawal of troops.", `
temporal required "the withdrawal of troops" → "the declaration be made"`},
		{"inversion", "Should the talks fail, Norway will leave.", `
hypothetical required "Should the talks fail" → "Norway will leave"`},
		{"none required", "Dialogue should begin without any preconditions.", `
exceptive unconditional "any preconditions" → "Dialogue should begin"`},
		{"at the beginning", "Without fresh contributions, rations will be halved.", `
exceptive required "fresh contributions" → "rations will be halved"`},
		{"at the beginning, in exchange", "In return for a guarantee, Norway would lift the ban.", `
exchange required "a guarantee" → "Norway would lift the ban"`},
		{"what is made conditional", "Norway made any talks conditional on the withdrawal of troops.", `
stipulated required "the withdrawal of troops" → "any talks"`},
		{"what is made subject to something", "Norway made its accession subject to guarantees.", `
stipulated required "guarantees" → "its accession"`},
		{"a question that depends", "Whether inspections will ever resume depends on the course of the war.", `
stipulated required "the course of the war" → "inspections will ever resume"`},
		{"what is expected", "Once the results are in, the parties are expected to meet.", `
temporal required "Once the results are in" → "the parties are expected to meet"`},
		{"an inversion behind", "The question will be looked at again should peace be concluded.", `
hypothetical required "should peace be concluded" → "The question will be looked at again"`},
		{"an inversion of were", "The bill would rise were that line to be shut.", `
hypothetical required "were that line to be shut" → "The bill would rise"`},
		{"what is linked", "Norway linked the aid to the withdrawal of troops.", `
stipulated required "the withdrawal of troops" → "the aid"`},
		{"what a refusal gates", "Norway rules out any amendment before it is given a guarantee.", `
temporal required "before it is given a guarantee" → "Norway rules out any amendment"`},
		{"a concession", "Shipments have recovered, if unevenly. Norway can help, if only at the margins.", ``},
		{"what is said to have been", "He is reported to have said so after a late session.", ``},
		{"none of doubt", "Without doubt, the talks will fail. Licences are handed out sparingly, if at all.", ``},
		{"told as past", "After the meeting he left.", ``},
		{"for whether", "Norway asked if the talks had failed.", ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, c := range p.Analyse(document(test.text)).Conditions {
				got = append(got, fmt.Sprintf("%s %s %q → %q", c.Kind, c.Polarity, c.Antecedent, c.Consequent))
			}
			if g := strings.Join(got, "\n"); g != strings.TrimPrefix(test.want, "\n") {
				t.Errorf("%s\ngot\n%s\nwant%s", test.text, g, test.want)
			}
		})
	}
}

func TestConditionsAreLinked(t *testing.T) {
	p, _ := load(t)
	rows := p.Analyse(document("Norway insists that the declaration be made only after the withdrawal of troops."))
	if len(rows.Claims) != 1 || len(rows.Conditions) != 1 {
		t.Fatalf("%d claims, %d conditions", len(rows.Claims), len(rows.Conditions))
	}
	if c := rows.Conditions[0]; c.ClaimID != rows.Claims[0].ClaimID || c.SetterID != "NOR" {
		t.Errorf("claim %q, setter %q", c.ClaimID, c.SetterID)
	}
}
