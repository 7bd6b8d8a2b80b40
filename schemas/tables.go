package schemas

// The doc comments below are data: the data dictionary, the Arrow field
// metadata and the datasets' cards are made from them. Tags: parquet names the
// column and its encoding; key marks the primary key; ref names the table whose
// key the column holds; unit and range say how to read a number; brief marks
// the columns that `demarche show` prints in its table format.

// Document is one text of the corpus.
type Document struct {
	// The document's path below the raw folder without its extension; in JSON lines the id field, else file name and line.
	DocID string `parquet:"doc_id,dict" key:"primary" brief:"true"`
	// Title as the document's metadata, its HTML title or its first Markdown heading gives it.
	Title string `parquet:"title,optional" brief:"true"`
	// Authors in the order given; empty where none is stated.
	Authors []string `parquet:"authors,list"`
	// Publisher as stated.
	Publisher string `parquet:"publisher,optional,dict"`
	// Day of publication as stated.
	Published *Date `parquet:"published,optional,date" brief:"true"`
	// Genre as stated, such as commentary, communique, briefing, speech, news or resolution.
	Genre string `parquet:"genre,optional,dict" brief:"true"`
	// Language as stated, as a BCP 47 tag.
	Language string `parquet:"language,optional,dict"`
	// File that the document was read from, below the raw folder, with forward slashes.
	SourcePath string `parquet:"source_path"`
	// Media type that the file was read as.
	MediaType string `parquet:"media_type,dict"`
	// SHA-256 of the bytes read (of the line, in JSON lines), in hexadecimal.
	SHA256 string `parquet:"sha256"`
	// The text on which all offsets count: decoded, normalised to NFC, without markup, soft hyphens and control characters.
	Text string `parquet:"text"`
	// Length of the text.
	NChars int32 `parquet:"n_chars" unit:"code points" brief:"true"`
	// Number of its rows in the table sentences.
	NSentences int32 `parquet:"n_sentences" unit:"sentences" brief:"true"`
	// Number of its rows in the table tokens.
	NTokens int32 `parquet:"n_tokens" unit:"tokens" brief:"true"`
}

// Sentence is one sentence of a document.
type Sentence struct {
	// Document that the sentence stands in.
	DocID string `parquet:"doc_id,dict" key:"primary" ref:"documents" brief:"true"`
	// Position of the sentence in the document, from 0.
	SentenceID int32 `parquet:"sentence_id" key:"primary" brief:"true"`
	// Position of its paragraph in the document, from 0.
	ParagraphID int32 `parquet:"paragraph_id" brief:"true"`
	// Where the sentence begins in the document's text.
	Start int32 `parquet:"start" unit:"code points" brief:"true"`
	// Where it ends, exclusive.
	End int32 `parquet:"end" unit:"code points" brief:"true"`
	// The sentence, equal to the document's text from start to end.
	Text string `parquet:"text" brief:"true"`
	// Actor who speaks the sentence in a transcript or a speech.
	SpeakerID string `parquet:"speaker_id,optional,dict" ref:"actors" brief:"true"`
}

// Token is one syntactic word, by the conventions of Universal Dependencies v2.
type Token struct {
	// Document that the token stands in.
	DocID string `parquet:"doc_id,dict" key:"primary" ref:"documents" brief:"true"`
	// Sentence that the token stands in.
	SentenceID int32 `parquet:"sentence_id" key:"primary" ref:"sentences" brief:"true"`
	// Position of the token in its sentence, from 1 as in CoNLL-U.
	TokenID int32 `parquet:"token_id" key:"primary" brief:"true"`
	// Where the token begins in the document's text.
	Start int32 `parquet:"start" unit:"code points"`
	// Where it ends, exclusive.
	End int32 `parquet:"end" unit:"code points"`
	// The token, equal to the document's text from start to end.
	Form string `parquet:"form,dict" brief:"true"`
	// Dictionary form.
	Lemma string `parquet:"lemma,optional,dict" brief:"true"`
	// Universal part of speech.
	UPOS string `parquet:"upos,optional,dict" brief:"true"`
	// Penn Treebank part of speech.
	XPOS string `parquet:"xpos,optional,dict" brief:"true"`
	// Universal features, such as Number=Sing|Tense=Past.
	Feats string `parquet:"feats,optional,dict" brief:"true"`
	// The token_id of the governor in the sentence, 0 for the root.
	Head *int32 `parquet:"head,optional" brief:"true"`
	// Universal dependency relation to the head, with its subtype.
	Deprel string `parquet:"deprel,optional,dict" brief:"true"`
}

// Actor is one state, organisation, office, person or group that is mentioned.
type Actor struct {
	// ISO 3166-1 alpha-3 code of a state, acronym of a well-known organisation, slug of a person's or other actor's name.
	ActorID string `parquet:"actor_id,dict" key:"primary" brief:"true"`
	// Usual full name in English.
	Name string `parquet:"name" brief:"true"`
	// What kind of actor it is.
	Type ActorType `parquet:"type,dict" brief:"true"`
	// ISO 3166-1 alpha-3 code of a state.
	ISO3 string `parquet:"iso3,optional,dict" brief:"true"`
	// Country code of a state in the Correlates of War project's state system list.
	COWCode *int32 `parquet:"cow_code,optional" brief:"true"`
	// State or organisation that the actor speaks for.
	PrincipalID string `parquet:"principal_id,optional,dict" ref:"actors" brief:"true"`
	// Number of its rows in the table mentions.
	NMentions int32 `parquet:"n_mentions" unit:"mentions" brief:"true"`
	// Number of documents that mention it.
	NDocuments int32 `parquet:"n_documents" unit:"documents" brief:"true"`
}

// Mention is one place of a text that names or stands for an actor.
type Mention struct {
	// Hash of the document and the span; of several actors that one span stands for, also of the actor's position.
	MentionID string `parquet:"mention_id" key:"primary"`
	// Document that the mention stands in.
	DocID string `parquet:"doc_id,dict" ref:"documents" brief:"true"`
	// Sentence that the mention stands in.
	SentenceID int32 `parquet:"sentence_id" ref:"sentences" brief:"true"`
	// Where the mention begins in the document's text.
	Start int32 `parquet:"start" unit:"code points" brief:"true"`
	// Where it ends, exclusive.
	End int32 `parquet:"end" unit:"code points" brief:"true"`
	// The mention, equal to the document's text from start to end.
	Text string `parquet:"text" brief:"true"`
	// Actor that is meant, null where it could not be told.
	ActorID string `parquet:"actor_id,optional,dict" ref:"actors" brief:"true"`
	// How the text refers to the actor.
	Kind MentionKind `parquet:"kind,dict" brief:"true"`
	// Earlier mention that a pronoun, nominal or short form takes up.
	AntecedentID string `parquet:"antecedent_id,optional" ref:"mentions"`
}

// Claim is one proposition or attitude that the text attributes to an actor.
type Claim struct {
	// Hash of the document and the spans of source, cue and content.
	ClaimID string `parquet:"claim_id" key:"primary"`
	// Document that the claim stands in.
	DocID string `parquet:"doc_id,dict" ref:"documents" brief:"true"`
	// Sentence that the cue stands in.
	SentenceID int32 `parquet:"sentence_id" ref:"sentences" brief:"true"`
	// Actor whose claim it is, null where the source is not an actor that could be told; of several in one phrase each has a row.
	SourceID string `parquet:"source_id,optional,dict" ref:"actors" brief:"true"`
	// State or organisation that the source speaks for.
	SourcePrincipal string `parquet:"source_principal,optional,dict" ref:"actors"`
	// Usual name of the source, or its words in the text where it is no known actor.
	SourceName string `parquet:"source_name,optional,dict" brief:"true"`
	// Where the source's words begin in the document's text, null where it has none.
	SourceStart *int32 `parquet:"source_start,optional" unit:"code points"`
	// Where they end, exclusive.
	SourceEnd *int32 `parquet:"source_end,optional" unit:"code points"`
	// Where the words that attribute the content to the source begin, null where only quotation marks or a speaker's turn do.
	CueStart *int32 `parquet:"cue_start,optional" unit:"code points"`
	// Where they end, exclusive.
	CueEnd *int32 `parquet:"cue_end,optional" unit:"code points"`
	// Dictionary form of the cue.
	CueLemma string `parquet:"cue_lemma,optional,dict" brief:"true"`
	// Where the content begins in the document's text.
	ContentStart int32 `parquet:"content_start" unit:"code points"`
	// Where it ends, exclusive.
	ContentEnd int32 `parquet:"content_end" unit:"code points"`
	// What is claimed, equal to the document's text from content_start to content_end.
	Content string `parquet:"content" brief:"true"`
	// The source's stance towards the content, negation counted.
	Stance Stance `parquet:"stance,dict" brief:"true"`
	// Whether the content is affirmed or negated in its own words.
	Polarity ClaimPolarity `parquet:"polarity,optional,dict"`
	// Modality of the content and the word that carries it, such as deontic:should or epistemic:may.
	Modality string `parquet:"modality,optional,dict"`
	// How sure the source is said to be: hedged (may, reportedly), plain, or boosted (clearly).
	Certainty Certainty `parquet:"certainty,optional,dict"`
	// Whether the content is quoted.
	Quote Quote `parquet:"quote,dict"`
	// Claim within whose content this claim stands.
	ParentClaimID string `parquet:"parent_claim_id,optional" ref:"claims"`
	// Actors that the content speaks of, in alphabetical order.
	About []string `parquet:"about,list" ref:"actors"`
	// Rule or frame that made the row, human where a person corrected it.
	Rule string `parquet:"rule,dict" brief:"true"`
	// Share of rows like this one that are right.
	Confidence float64 `parquet:"confidence" range:"0 to 1" brief:"true"`
}

// Demand is one action that an actor asks, urges or demands of another.
type Demand struct {
	// Hash of the document and the spans of cue and action.
	DemandID string `parquet:"demand_id" key:"primary"`
	// Document that the demand stands in.
	DocID string `parquet:"doc_id,dict" ref:"documents" brief:"true"`
	// Sentence that the cue stands in.
	SentenceID int32 `parquet:"sentence_id" ref:"sentences" brief:"true"`
	// Actor who demands, null where it could not be told; of several in one phrase each has a row.
	DemanderID string `parquet:"demander_id,optional,dict" ref:"actors" brief:"true"`
	// State or organisation that the demander speaks for.
	DemanderPrincipal string `parquet:"demander_principal,optional,dict" ref:"actors"`
	// Usual name of the demander, or its words in the text where it is no known actor.
	DemanderName string `parquet:"demander_name,optional,dict" brief:"true"`
	// Actor who is to act, null where the text names none; of several in one phrase each has a row.
	AddresseeID string `parquet:"addressee_id,optional,dict" ref:"actors" brief:"true"`
	// State or organisation that the addressee speaks for.
	AddresseePrincipal string `parquet:"addressee_principal,optional,dict" ref:"actors"`
	// Usual name of the addressee, or its words in the text where it is no known actor.
	AddresseeName string `parquet:"addressee_name,optional,dict" brief:"true"`
	// Where the words that make it a demand begin in the document's text.
	CueStart *int32 `parquet:"cue_start,optional" unit:"code points"`
	// Where they end, exclusive.
	CueEnd *int32 `parquet:"cue_end,optional" unit:"code points"`
	// Dictionary form of the cue.
	CueLemma string `parquet:"cue_lemma,optional,dict" brief:"true"`
	// Where the demanded action begins in the document's text.
	ActionStart int32 `parquet:"action_start" unit:"code points"`
	// Where it ends, exclusive.
	ActionEnd int32 `parquet:"action_end" unit:"code points"`
	// What is demanded, equal to the document's text from action_start to action_end.
	Action string `parquet:"action" brief:"true"`
	// Dictionary form of the action's head word.
	ActionLemma string `parquet:"action_lemma,optional,dict"`
	// Whether the addressee is to do something or to stop or refrain from it.
	Direction Direction `parquet:"direction,dict" brief:"true"`
	// How strongly it is demanded.
	Strength Strength `parquet:"strength,dict" brief:"true"`
	// Event type of the demand in the PLOVER ontology.
	Plover Plover `parquet:"plover,optional,dict"`
	// Event type of the demanded action in the PLOVER ontology, null where the codebook does not know its head word.
	ActionPlover Plover `parquet:"action_plover,optional,dict"`
	// Claim within whose content the demand stands.
	ClaimID string `parquet:"claim_id,optional" ref:"claims"`
	// Rule or frame that made the row, human where a person corrected it.
	Rule string `parquet:"rule,dict" brief:"true"`
	// Share of rows like this one that are right.
	Confidence float64 `parquet:"confidence" range:"0 to 1" brief:"true"`
}

// Condition joins an antecedent to the consequent that depends on it.
type Condition struct {
	// Hash of the document and the spans of marker, antecedent and consequent.
	ConditionID string `parquet:"condition_id" key:"primary"`
	// Document that the condition stands in.
	DocID string `parquet:"doc_id,dict" ref:"documents" brief:"true"`
	// Sentence that the antecedent stands in.
	SentenceID int32 `parquet:"sentence_id" ref:"sentences" brief:"true"`
	// Family of the condition.
	Kind ConditionKind `parquet:"kind,dict" brief:"true"`
	// Where the connective begins in the document's text, null where none is written.
	MarkerStart *int32 `parquet:"marker_start,optional" unit:"code points"`
	// Where it ends, exclusive.
	MarkerEnd *int32 `parquet:"marker_end,optional" unit:"code points"`
	// Dictionary form of the connective.
	MarkerLemma string `parquet:"marker_lemma,optional,dict" brief:"true"`
	// Where the antecedent begins in the document's text.
	AntecedentStart int32 `parquet:"antecedent_start" unit:"code points"`
	// Where it ends, exclusive.
	AntecedentEnd int32 `parquet:"antecedent_end" unit:"code points"`
	// What must be the case, a clause with its connective or a noun phrase without, equal to the document's text from antecedent_start to antecedent_end.
	Antecedent string `parquet:"antecedent" brief:"true"`
	// Where the consequent begins in the document's text, null where none is written.
	ConsequentStart *int32 `parquet:"consequent_start,optional" unit:"code points"`
	// Where it ends, exclusive.
	ConsequentEnd *int32 `parquet:"consequent_end,optional" unit:"code points"`
	// What depends on the antecedent, equal to the document's text from consequent_start to consequent_end.
	Consequent string `parquet:"consequent,optional" brief:"true"`
	// Whether the antecedent is required, or said not to be.
	Polarity ConditionPolarity `parquet:"polarity,dict" brief:"true"`
	// Actor who sets the condition: the source of the claim or the demander it stands in.
	SetterID string `parquet:"setter_id,optional,dict" ref:"actors" brief:"true"`
	// Claim that the condition governs.
	ClaimID string `parquet:"claim_id,optional" ref:"claims"`
	// Demand that the condition governs.
	DemandID string `parquet:"demand_id,optional" ref:"demands"`
	// Rule or connective that made the row, human where a person corrected it.
	Rule string `parquet:"rule,dict" brief:"true"`
	// Share of rows like this one that are right.
	Confidence float64 `parquet:"confidence" range:"0 to 1" brief:"true"`
}

// Reject is one input, or part of one, that could not be read.
type Reject struct {
	// File that holds the input, below the raw folder, with forward slashes.
	SourcePath string `parquet:"source_path,dict" brief:"true"`
	// Stage that refused it.
	Stage string `parquet:"stage,dict" brief:"true"`
	// What is wrong and what to do about it.
	Reason string `parquet:"reason" brief:"true"`
	// Where in the file the trouble is, null where it is the whole file.
	Offset *int64 `parquet:"offset,optional" unit:"bytes" brief:"true"`
}
