// Package sample makes datasets for the report's tests: one by hand, whose rows
// overlap, nest and carry hostile and wide texts, and generated ones of any size.
package sample

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"demarche/pipeline/publish"
	"demarche/schemas"
)

// Write writes rows as a dataset into dir.
func Write(dir string, rows schemas.Rows) error {
	schemas.SortRows(rows.Documents)
	schemas.SortRows(rows.Sentences)
	schemas.SortRows(rows.Tokens)
	schemas.SortRows(rows.Actors)
	schemas.SortRows(rows.Claims)
	schemas.SortRows(rows.Demands)
	schemas.SortRows(rows.Conditions)
	files := make(publish.Memory)
	w, err := publish.NewWriter(files, "test")
	if err != nil {
		return err
	}
	if err := w.Write(rows); err != nil {
		return err
	}
	if _, err := w.Close(publish.Manifest{Tool: "demarche", Version: "test"}); err != nil {
		return err
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// corpus collects the rows of texts.
type corpus struct{ schemas.Rows }

// text is one document that rows are added to, each by the words it holds.
type text struct {
	*corpus
	id, text  string
	sentences []schemas.Sentence
}

var (
	sentence = regexp.MustCompile(`[^.?!\s][^.?!\n。]*[.?!。]?["”]?`)
	word     = regexp.MustCompile(`[\p{L}\p{N}'-]+`)
)

func (c *corpus) text(id, title, published, body string) *text {
	t := &text{corpus: c, id: id, text: body}
	doc := schemas.Document{DocID: id, Title: title, Authors: []string{"A. Writer"}, Genre: "news", Language: "en", SourcePath: id + ".txt",
		MediaType: "text/plain", SHA256: "00", Text: body, NChars: int32(utf8.RuneCountInString(body))}
	if published != "" {
		d, err := schemas.ParseDate(published)
		if err != nil {
			panic(err)
		}
		doc.Published = &d
	}
	for i, at := range sentence.FindAllStringIndex(body, -1) {
		s := schemas.Sentence{DocID: id, SentenceID: int32(i), Start: t.points(at[0]), End: t.points(at[1]), Text: body[at[0]:at[1]]}
		t.sentences = append(t.sentences, s)
		for j, w := range word.FindAllStringIndex(s.Text, -1) {
			form := s.Text[w[0]:w[1]]
			upos := "NOUN"
			if len(form) < 4 {
				upos = "ADP"
			}
			start := s.Start + int32(utf8.RuneCountInString(s.Text[:w[0]]))
			c.Tokens = append(c.Tokens, schemas.Token{DocID: id, SentenceID: s.SentenceID, TokenID: int32(j + 1), Start: start,
				End: start + int32(utf8.RuneCountInString(form)), Form: form, Lemma: strings.ToLower(form), UPOS: upos})
		}
	}
	doc.NSentences = int32(len(t.sentences))
	c.Documents = append(c.Documents, doc)
	c.Sentences = append(c.Sentences, t.sentences...)
	return t
}

func (t *text) points(bytes int) int32 { return int32(utf8.RuneCountInString(t.text[:bytes])) }

func (t *text) span(words string) (start, end int32) {
	i := strings.Index(t.text, words)
	if i < 0 || words == "" {
		panic(fmt.Sprintf("sample: %s has no %q", t.id, words))
	}
	return t.points(i), t.points(i + len(words))
}

func (t *text) optional(words string) (start, end *int32) {
	if words == "" {
		return nil, nil
	}
	s, e := t.span(words)
	return &s, &e
}

func (t *text) sentenceOf(point int32) int32 {
	i := slices.IndexFunc(t.sentences, func(s schemas.Sentence) bool { return s.End > point })
	return max(0, int32(i))
}

func (c *corpus) name(actor string) string {
	for _, a := range c.Actors {
		if a.ActorID == actor {
			return a.Name
		}
	}
	return ""
}

func (c *corpus) principal(actor string) string {
	for _, a := range c.Actors {
		if a.ActorID == actor {
			return a.PrincipalID
		}
	}
	return ""
}

func (t *text) claim(source, words, cue, content string, stance schemas.Stance, polarity schemas.ClaimPolarity, about ...string) {
	start, end := t.span(content)
	if about == nil {
		about = []string{}
	}
	c := schemas.Claim{DocID: t.id, SentenceID: t.sentenceOf(start), SourceID: source, SourcePrincipal: t.principal(source), SourceName: words,
		CueLemma: strings.ToLower(cue), ContentStart: start, ContentEnd: end, Content: content, Stance: stance, Polarity: polarity,
		Certainty: schemas.Plain, Quote: schemas.Indirect, About: about, Rule: "speech.that", Confidence: 0.8}
	if source != "" {
		c.SourceName = t.name(source)
	}
	c.SourceStart, c.SourceEnd = t.optional(words)
	c.CueStart, c.CueEnd = t.optional(cue)
	c.ClaimID = schemas.ID(t.id, "claims", int(start), int(end), len(t.Claims))
	t.Claims = append(t.Claims, c)
}

func (t *text) demand(demander, addressee, cue, action string, strength schemas.Strength) {
	start, end := t.span(action)
	d := schemas.Demand{DocID: t.id, SentenceID: t.sentenceOf(start), DemanderID: demander, DemanderPrincipal: t.principal(demander),
		DemanderName: t.name(demander), AddresseeID: addressee, AddresseePrincipal: t.principal(addressee), AddresseeName: t.name(addressee),
		CueLemma: strings.ToLower(cue), ActionStart: start, ActionEnd: end, Action: action, Direction: schemas.Do, Strength: strength,
		Plover: schemas.PloverRequest, Rule: "demand.to", Confidence: 0.7}
	d.CueStart, d.CueEnd = t.optional(cue)
	d.DemandID = schemas.ID(t.id, "demands", int(start), int(end), len(t.Demands))
	t.Demands = append(t.Demands, d)
}

func (t *text) condition(setter string, kind schemas.ConditionKind, marker, antecedent, consequent string) {
	start, end := t.span(antecedent)
	k := schemas.Condition{DocID: t.id, SentenceID: t.sentenceOf(start), Kind: kind, MarkerLemma: strings.ToLower(marker), AntecedentStart: start,
		AntecedentEnd: end, Antecedent: antecedent, Consequent: consequent, Polarity: schemas.Required, SetterID: setter, Rule: "connective", Confidence: 0.6}
	k.MarkerStart, k.MarkerEnd = t.optional(marker)
	k.ConsequentStart, k.ConsequentEnd = t.optional(consequent)
	k.ConditionID = schemas.ID(t.id, "conditions", int(start), int(end), len(t.Conditions))
	t.Conditions = append(t.Conditions, k)
}

// Hostile is a piece of text that would run, or load, were it read as HTML.
const Hostile = `</script><script>globalThis.harm=1</script><img src=x onerror="globalThis.harm=2"><!-- & &amp; ]]>`

// ByHand is a small dataset of made-up statements.
func ByHand() schemas.Rows {
	c := &corpus{}
	for _, a := range []struct {
		id, name  string
		typ       schemas.ActorType
		principal string
	}{
		{"USA", "United States", schemas.State, ""}, {"PRK", "North Korea", schemas.State, ""}, {"KOR", "South Korea", schemas.State, ""},
		{"CHN", "China", schemas.State, ""}, {"JPN", "Japan", schemas.State, ""}, {"IRN", "Iran", schemas.State, ""},
		{"FRA", "France", schemas.State, ""}, {"IAEA", "International Atomic Energy Agency", schemas.IGO, ""},
		{"UNSC", "United Nations Security Council", schemas.IGO, ""}, {"state-department", "United States Department of State", schemas.Office, "USA"},
		{"a-spokesman", "A. Spokesman", schemas.Person, "state-department"}, {"hostile", Hostile, schemas.Other, ""},
	} {
		c.Actors = append(c.Actors, schemas.Actor{ActorID: a.id, Name: a.name, Type: a.typ, PrincipalID: a.principal, NMentions: 3, NDocuments: 1})
	}
	t := c.text("peace", "The end of the war", "2021-09-21",
		"Washington insists that the declaration be made only after denuclearization. North Korea said that the declaration must come before denuclearization.\n\n"+
			"South Korea said that the declaration would end the war. China supports the claim that the declaration would end the war, and it urged the United States to sign the paper. "+
			"Japan doubts that the declaration would end the war.\n\nA. Spokesman said that North Korea must return to talks if it wants relief. "+
			"Pyongyang will return to talks once the United States drops its hostile policy. Tokyo called on Pyongyang to free the abductees.")
	t.claim("USA", "Washington", "insists", "the declaration be made only after denuclearization", schemas.Assert, schemas.Positive, "PRK")
	t.condition("USA", schemas.Temporal, "after", "denuclearization", "the declaration be made")
	t.claim("PRK", "North Korea", "said", "the declaration must come before denuclearization", schemas.Assert, schemas.Positive)
	t.claim("KOR", "South Korea", "said", "the declaration would end the war", schemas.Support, schemas.Positive, "PRK", "USA")
	t.claim("CHN", "China", "supports", "the declaration would end the war, and it urged the United States to sign the paper", schemas.Support, schemas.Positive, "USA")
	t.demand("CHN", "USA", "urged", "sign the paper", schemas.Urge)
	t.claim("JPN", "Japan", "doubts", "the declaration would end the war.\n\nA", schemas.Doubt, schemas.Positive, "PRK")
	// A content that crosses the end of a sentence, as a wrong cut would make it.
	t.claim("a-spokesman", "A. Spokesman", "said", "North Korea must return to talks if it wants relief", schemas.Assert, schemas.Positive, "PRK")
	t.demand("a-spokesman", "PRK", "must", "return to talks", schemas.Require)
	t.condition("a-spokesman", schemas.Hypothetical, "if", "it wants relief", "North Korea must return to talks")
	t.condition("", schemas.Temporal, "once", "the United States drops its hostile policy", "Pyongyang will return to talks")
	t.demand("JPN", "PRK", "called on", "free the abductees", schemas.Request)

	t = c.text("enrichment/talks", "Talks on enrichment", "2021-11-30",
		"France urged Iran to halt enrichment. Iran said that it would not halt enrichment unless sanctions were lifted. "+
			"The United States opposes lifting sanctions before inspectors return. The agency said that inspectors must return to the sites.\n\n"+
			"China opposes the new sanctions. Iran demanded that the United States lift the sanctions. If inspectors return, sanctions could be lifted. "+
			"The Council demanded that Iran admit inspectors without delay. In return for relief, Iran would halt enrichment.")
	t.demand("FRA", "IRN", "urged", "halt enrichment", schemas.Urge)
	t.claim("IRN", "Iran", "said", "it would not halt enrichment", schemas.Assert, schemas.Negative, "IRN")
	t.condition("IRN", schemas.Exceptive, "unless", "sanctions were lifted", "it would not halt enrichment")
	t.claim("USA", "The United States", "opposes", "lifting sanctions before inspectors return", schemas.Oppose, schemas.Positive, "IRN")
	t.claim("IAEA", "The agency", "said", "inspectors must return to the sites", schemas.Assert, schemas.Positive, "IRN")
	t.demand("IAEA", "IRN", "must", "return to the sites", schemas.Require)
	t.claim("CHN", "China", "opposes", "the new sanctions", schemas.Oppose, schemas.Positive, "USA")
	t.demand("IRN", "USA", "demanded", "lift the sanctions", schemas.Require)
	t.condition("", schemas.Hypothetical, "If", "inspectors return", "sanctions could be lifted")
	t.demand("UNSC", "IRN", "demanded", "admit inspectors without delay", schemas.Ultimatum)
	t.condition("", schemas.Exchange, "In return for", "relief", "Iran would halt enrichment")

	t = c.text("wide", "𝔘nicode 会谈 🕊️", "2022-02-04",
		"🕊️🕊️ Peace 👩‍👩‍👧 first: 中国表示，各方应当恢复会谈。𝔘𝔰𝔢 of e\u0301 and naïve café is fine. Japan said that 🗾 islands 𠮷野 are 会谈 matters. Iran denies 😀.")
	t.claim("CHN", "中国", "表示", "各方应当恢复会谈", schemas.Assert, schemas.Positive)
	t.claim("JPN", "Japan", "said", "🗾 islands 𠮷野 are 会谈 matters", schemas.Assert, schemas.Positive, "CHN")
	t.claim("IRN", "Iran", "denies", "😀", schemas.Oppose, schemas.Positive)

	t = c.text("hostile", "A title "+Hostile, "",
		"France said that "+Hostile+" is text. A diplomat said that nothing happened. It doubts that "+strings.Repeat("a long long clause and ", 30)+"so on.")
	t.claim("FRA", "France", "said", Hostile+" is text", schemas.Assert, schemas.Positive, "hostile")
	t.claim("", "A diplomat", "said", "nothing happened", schemas.Assert, schemas.Positive)
	t.claim("hostile", "It", "doubts", strings.Repeat("a long long clause and ", 30)+"so on", schemas.Doubt, schemas.Positive)
	t.demand("", "", "", "nothing", schemas.Request)

	c.Rejects = []schemas.Reject{{SourcePath: "broken.txt", Stage: "ingest", Reason: "binary " + Hostile}}
	return c.Rows
}

// Generated returns at least n rows of claims, demands and conditions together,
// over documents of fifty rows each: the same for the same n.
func Generated(n int) schemas.Rows {
	c := &corpus{}
	random := rand.New(rand.NewPCG(1, 2))
	var actors []string
	for i := range 400 {
		id := fmt.Sprintf("actor-%03d", i)
		a := schemas.Actor{ActorID: id, Name: fmt.Sprintf("Ministry of Affairs %d", i), Type: schemas.State, NMentions: int32(400 - i), NDocuments: 1}
		if i%5 == 4 {
			a.Type, a.PrincipalID = schemas.Person, fmt.Sprintf("actor-%03d", i-1)
		}
		c.Actors = append(c.Actors, a)
		actors = append(actors, id)
	}
	// Few speak much and many little, as in real corpora.
	actor := func() string { return actors[int(random.Float64()*random.Float64()*float64(len(actors)))] }
	nouns := strings.Fields("treaty border sanctions inspectors talks missiles grain corridor ceasefire prisoners embassy declaration enrichment waters islands tariffs exports quota")
	verbs := strings.Fields("suspend resume extend recognise withdraw verify release reopen notify guarantee")
	clause := func() string {
		return fmt.Sprintf("%s the %s of the %s", verbs[random.IntN(len(verbs))], nouns[random.IntN(len(nouns))], nouns[random.IntN(len(nouns))])
	}
	stances := schemas.Stance("").Values()
	strengths := schemas.Strength("").Values()
	families := schemas.ConditionKind("").Values()
	type made struct{ kind, content, other string }
	for doc := 0; len(c.Claims)+len(c.Demands)+len(c.Conditions) < n; doc++ {
		var body strings.Builder
		var rows []made
		for i := range 50 {
			m := made{content: fmt.Sprintf("%s in case %d", clause(), i), other: fmt.Sprintf("%s in turn %d", clause(), i)}
			switch {
			case i%10 < 7:
				m.kind = "claim"
				fmt.Fprintf(&body, "The ministry said that it would %s. ", m.content)
			case i%10 < 9:
				m.kind = "demand"
				fmt.Fprintf(&body, "The ministry urged the others to %s. ", m.content)
			default:
				m.kind = "condition"
				fmt.Fprintf(&body, "Once they %s they will %s. ", m.content, m.other)
			}
			rows = append(rows, m)
			if i%5 == 4 {
				body.WriteString("It was a long day.\n\n")
			}
		}
		date := ""
		if doc%10 != 9 {
			date = fmt.Sprintf("%d-%02d-%02d", 2015+random.IntN(10), 1+random.IntN(12), 1+random.IntN(28))
		}
		t := c.text(fmt.Sprintf("doc-%05d", doc), fmt.Sprintf("Communiqué %d", doc), date, body.String())
		for _, m := range rows {
			switch m.kind {
			case "claim":
				t.claim(actor(), "", "", m.content, schemas.Stance(stances[random.IntN(len(stances))]), schemas.Positive, actor())
			case "demand":
				t.demand(actor(), actor(), "", m.content, schemas.Strength(strengths[random.IntN(len(strengths))]))
			default:
				t.condition(actor(), schemas.ConditionKind(families[random.IntN(len(families))]), "", m.content, m.other)
			}
		}
	}
	return c.Rows
}
