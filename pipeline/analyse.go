package pipeline

import (
	"cmp"
	"maps"
	"slices"

	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/pipeline/conllu"
	"demarche/pipeline/correct"
	"demarche/pipeline/extract"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
	"demarche/schemas"
)

// Analyse runs the stages on one document and returns its rows in the order of
// their tables. Actors are counted within the document.
func (p *Pipeline) Analyse(doc *ingest.Document) schemas.Rows {
	rows, _ := p.analyse(doc)
	return rows
}

func (p *Pipeline) analyse(doc *ingest.Document) (schemas.Rows, actors.Found) {
	sentences := p.segmenter.Segment(doc.Text)
	trees := p.parse(sentences)
	read := p.finder.Read(doc, sentences, trees)
	mentions := read.Mentions
	found := p.extractor.Extract(doc, sentences, trees, mentions)
	rows := schemas.Rows{
		Sentences:  sentenceRows(doc, sentences, read.Speakers),
		Tokens:     tokenRows(doc, sentences, trees),
		Actors:     p.actorRows(read),
		Mentions:   mentionRows(doc, mentions),
		Claims:     found.Claims,
		Demands:    found.Demands,
		Conditions: found.Conditions,
	}
	rows.Documents = []schemas.Document{documentRow(doc, rows)}
	schemas.SortRows(rows.Mentions)
	schemas.SortRows(rows.Claims)
	schemas.SortRows(rows.Demands)
	schemas.SortRows(rows.Conditions)
	return rows, read
}

// corrected analyses a document and has the last word from the corrections.
func (p *Pipeline) corrected(doc *ingest.Document, corrections *correct.Set) (schemas.Rows, []string, error) {
	rows, read := p.analyse(doc)
	applied, err := corrections.Apply(&rows, p.book, func(id string) *codebook.Actor {
		for _, m := range read.Mentions {
			if m.Actor != nil && m.Actor.ID == id {
				return m.Actor
			}
		}
		return p.book.Actor(id)
	})
	counts := make(census)
	counts.add(rows.Actors)
	for _, a := range applied.Actors {
		counts.add([]schemas.Actor{actorRow(a, 0, 0)})
		p.addPrincipals(counts, a)
	}
	rows.Actors = counts.rows()
	return rows, applied.Notes, err
}

// Explain analyses a document and returns its sentences with their trees, and
// what was tried for claims, demands and conditions.
func (p *Pipeline) Explain(doc *ingest.Document) ([]*conllu.Sentence, []extract.Step) {
	sentences := p.segmenter.Segment(doc.Text)
	trees := p.parse(sentences)
	_, steps := p.extractor.Explain(doc, sentences, trees, p.finder.Find(doc, sentences, trees))
	out := segment.CoNLLU(doc.Text, sentences)
	p.parser.Annotate(out)
	return out, steps
}

// Candidates returns the claims that the frames find in a document, reliable or not.
func (p *Pipeline) Candidates(doc *ingest.Document) []extract.Candidate {
	sentences := p.segmenter.Segment(doc.Text)
	trees := p.parse(sentences)
	return p.extractor.Candidates(doc, sentences, trees, p.finder.Find(doc, sentences, trees))
}

// parse analyses the sentences: word n of a tree is token n-1 of its sentence.
func (p *Pipeline) parse(sentences []segment.Sentence) []syntax.Tree {
	forms := make([][]string, len(sentences))
	for i, s := range sentences {
		for _, t := range s.Tokens {
			forms[i] = append(forms[i], t.Form)
		}
	}
	trees := make([]syntax.Tree, len(sentences))
	p.parser.ParseAll(trees, forms)
	return trees
}

func documentRow(doc *ingest.Document, rows schemas.Rows) schemas.Document {
	return schemas.Document{
		DocID:      doc.ID,
		Title:      doc.Title,
		Authors:    doc.Authors,
		Publisher:  doc.Publisher,
		Published:  doc.Published,
		Genre:      doc.Genre,
		Language:   doc.Language,
		SourcePath: doc.SourcePath,
		MediaType:  doc.MediaType,
		SHA256:     doc.SHA256,
		Text:       doc.Text.String(),
		NChars:     int32(doc.Text.Len()),
		NSentences: int32(len(rows.Sentences)),
		NTokens:    int32(len(rows.Tokens)),
	}
}

func sentenceRows(doc *ingest.Document, sentences []segment.Sentence, speakers []*codebook.Actor) []schemas.Sentence {
	rows := make([]schemas.Sentence, len(sentences))
	for i, s := range sentences {
		rows[i] = schemas.Sentence{
			DocID:       doc.ID,
			SentenceID:  int32(i),
			ParagraphID: int32(s.Paragraph),
			Start:       int32(s.Start),
			End:         int32(s.End),
			Text:        doc.Text.Slice(s.Start, s.End),
		}
		if speakers[i] != nil {
			rows[i].SpeakerID = speakers[i].ID
		}
	}
	return rows
}

func tokenRows(doc *ingest.Document, sentences []segment.Sentence, trees []syntax.Tree) []schemas.Token {
	n := 0
	for _, s := range sentences {
		n += len(s.Tokens)
	}
	rows := make([]schemas.Token, 0, n)
	for i, s := range sentences {
		for j, t := range s.Tokens {
			w := trees[i].Word(j + 1)
			head := int32(w.Head)
			rows = append(rows, schemas.Token{
				DocID:      doc.ID,
				SentenceID: int32(i),
				TokenID:    int32(j + 1),
				Start:      int32(t.Start),
				End:        int32(t.End),
				Form:       t.Form,
				Lemma:      w.Lemma,
				UPOS:       w.UPOS,
				XPOS:       w.XPOS,
				Feats:      w.Feats,
				Head:       &head,
				Deprel:     w.Deprel,
			})
		}
	}
	return rows
}

func mentionRows(doc *ingest.Document, mentions []actors.Mention) []schemas.Mention {
	id := func(m actors.Mention) string {
		if m.Member > 0 { // one of several actors of the span
			return schemas.ID(doc.ID, "mentions", m.Start, m.End, m.Member)
		}
		return schemas.ID(doc.ID, "mentions", m.Start, m.End)
	}
	rows := make([]schemas.Mention, len(mentions))
	for i, m := range mentions {
		rows[i] = schemas.Mention{
			MentionID:  id(m),
			DocID:      doc.ID,
			SentenceID: int32(m.Sentence),
			Start:      int32(m.Start),
			End:        int32(m.End),
			Text:       m.Text,
			Kind:       m.Kind,
		}
		if m.Actor != nil {
			rows[i].ActorID = m.Actor.ID
		}
		if m.Antecedent >= 0 {
			rows[i].AntecedentID = id(mentions[m.Antecedent])
		}
	}
	return rows
}

// actorRows counts the mentions of a document by actor. Whoever an actor speaks
// for, and whoever speaks, is an actor too, mentioned or not, so that every id can
// be joined.
func (p *Pipeline) actorRows(read actors.Found) []schemas.Actor {
	counts := make(census)
	speaker := make(map[*codebook.Actor]bool)
	for _, a := range read.Speakers {
		if a != nil && !speaker[a] {
			speaker[a] = true
			counts.add([]schemas.Actor{actorRow(a, 0, 0)})
			p.addPrincipals(counts, a)
		}
	}
	for _, m := range read.Mentions {
		if m.Actor == nil {
			continue
		}
		counts.add([]schemas.Actor{actorRow(m.Actor, 1, 1)})
		p.addPrincipals(counts, m.Actor)
	}
	rows := counts.rows()
	for i := range rows {
		rows[i].NDocuments = min(rows[i].NDocuments, 1)
	}
	return rows
}

func (p *Pipeline) addPrincipals(counts census, a *codebook.Actor) {
	for a := p.book.Actor(a.Principal); a != nil; a = p.book.Actor(a.Principal) {
		counts.add([]schemas.Actor{actorRow(a, 0, 0)})
	}
}

func actorRow(a *codebook.Actor, mentions, documents int32) schemas.Actor {
	row := schemas.Actor{
		ActorID:     a.ID,
		Name:        a.Name,
		Type:        a.Type,
		ISO3:        a.ISO3,
		PrincipalID: a.Principal,
		NMentions:   mentions,
		NDocuments:  documents,
	}
	if a.COW != 0 {
		row.COWCode = &a.COW
	}
	return row
}

// census counts actors over documents, by id.
type census map[string]schemas.Actor

func (c census) add(rows []schemas.Actor) {
	for _, row := range rows {
		if known, ok := c[row.ActorID]; ok {
			row.NMentions += known.NMentions
			row.NDocuments += known.NDocuments
		}
		c[row.ActorID] = row
	}
}

func (c census) rows() []schemas.Actor {
	return slices.SortedFunc(maps.Values(c), func(a, b schemas.Actor) int { return cmp.Compare(a.ActorID, b.ActorID) })
}
