package schemas

// enumeration is a string type whose values are listed in the data dictionary.
type enumeration interface{ Values() []string }

func values[T ~string](vs ...T) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = string(v)
	}
	return out
}

// ActorType is what kind of actor an actor is.
type ActorType string

// The types of actors.
const (
	State      ActorType = "state"
	Government ActorType = "government"
	IGO        ActorType = "igo" // intergovernmental organisation
	NGO        ActorType = "ngo" // non-governmental organisation
	Company    ActorType = "company"
	Media      ActorType = "media"
	Party      ActorType = "party" // political party
	ArmedGroup ActorType = "armed_group"
	Office     ActorType = "office" // ministry, agency, armed service, post
	Person     ActorType = "person"
	Group      ActorType = "group" // unorganised, such as "rebels"
	Other      ActorType = "other"
)

// Values lists the values of the type.
func (ActorType) Values() []string {
	return values(State, Government, IGO, NGO, Company, Media, Party, ArmedGroup, Office, Person, Group, Other)
}

// MentionKind is how a text refers to an actor.
type MentionKind string

// The kinds of mentions.
const (
	Name    MentionKind = "name"    // usual name
	Alias   MentionKind = "alias"   // other name, acronym, surname
	Metonym MentionKind = "metonym" // capital or seat for those who sit there
	Demonym MentionKind = "demonym" // adjective or name of the people
	Nominal MentionKind = "nominal" // "the regime"
	Pronoun MentionKind = "pronoun"
)

// Values lists the values of the type.
func (MentionKind) Values() []string {
	return values(Name, Alias, Metonym, Demonym, Nominal, Pronoun)
}

// Stance is a source's attitude to the content of its claim.
type Stance string

// The stances.
const (
	Assert  Stance = "assert"
	Support Stance = "support"
	Oppose  Stance = "oppose"
	Doubt   Stance = "doubt"
)

// Values lists the values of the type.
func (Stance) Values() []string { return values(Assert, Support, Oppose, Doubt) }

// ClaimPolarity is whether a content is affirmed or negated.
type ClaimPolarity string

// The polarities of contents.
const (
	Positive ClaimPolarity = "positive"
	Negative ClaimPolarity = "negative"
)

// Values lists the values of the type.
func (ClaimPolarity) Values() []string { return values(Positive, Negative) }

// Certainty is how sure a source is said to be.
type Certainty string

// The degrees of certainty.
const (
	Hedged  Certainty = "hedged"
	Plain   Certainty = "plain"
	Boosted Certainty = "boosted"
)

// Values lists the values of the type.
func (Certainty) Values() []string { return values(Hedged, Plain, Boosted) }

// Quote is whether a content stands in quotation marks.
type Quote string

// The kinds of quotation.
const (
	Direct   Quote = "direct"
	Indirect Quote = "indirect"
	Mixed    Quote = "mixed"
)

// Values lists the values of the type.
func (Quote) Values() []string { return values(Direct, Indirect, Mixed) }

// Direction is which way a demand points.
type Direction string

// The directions.
const (
	Do   Direction = "do"
	Stop Direction = "stop"
)

// Values lists the values of the type.
func (Direction) Values() []string { return values(Do, Stop) }

// Strength is how strongly something is demanded.
type Strength string

// The strengths, weakest first.
const (
	Request   Strength = "request"
	Urge      Strength = "urge"
	Require   Strength = "demand"
	Ultimatum Strength = "ultimatum"
)

// Values lists the values of the type.
func (Strength) Values() []string { return values(Request, Urge, Require, Ultimatum) }

// Plover is an event type of the PLOVER ontology (Political Language Ontology
// for Verifiable Event Records, Halterman et al. 2023), the successor of CAMEO.
type Plover string

// The event types.
const (
	PloverAgree     Plover = "AGREE"
	PloverConsult   Plover = "CONSULT"
	PloverSupport   Plover = "SUPPORT"
	PloverCooperate Plover = "COOPERATE"
	PloverAid       Plover = "AID"
	PloverConcede   Plover = "CONCEDE"
	PloverRetreat   Plover = "RETREAT"
	PloverRequest   Plover = "REQUEST"
	PloverAccuse    Plover = "ACCUSE"
	PloverReject    Plover = "REJECT"
	PloverThreaten  Plover = "THREATEN"
	PloverProtest   Plover = "PROTEST"
	PloverSanction  Plover = "SANCTION"
	PloverMobilize  Plover = "MOBILIZE"
	PloverCoerce    Plover = "COERCE"
	PloverAssault   Plover = "ASSAULT"
)

// Values lists the values of the type.
func (Plover) Values() []string {
	return values(PloverAgree, PloverConsult, PloverSupport, PloverCooperate, PloverAid, PloverConcede, PloverRetreat, PloverRequest,
		PloverAccuse, PloverReject, PloverThreaten, PloverProtest, PloverSanction, PloverMobilize, PloverCoerce, PloverAssault)
}

// ConditionKind is the family of a condition.
type ConditionKind string

// The families of conditions.
const (
	Hypothetical ConditionKind = "hypothetical" // if, provided that
	Exceptive    ConditionKind = "exceptive"    // unless, without
	Temporal     ConditionKind = "temporal"     // once, after, until
	Stipulated   ConditionKind = "stipulated"   // on the premise that, subject to
	Exchange     ConditionKind = "exchange"     // in return for
)

// Values lists the values of the type.
func (ConditionKind) Values() []string {
	return values(Hypothetical, Exceptive, Temporal, Stipulated, Exchange)
}

// ConditionPolarity is whether an antecedent is required or said not to be.
type ConditionPolarity string

// The polarities of conditions.
const (
	Required      ConditionPolarity = "required"
	Unconditional ConditionPolarity = "unconditional"
)

// Values lists the values of the type.
func (ConditionPolarity) Values() []string { return values(Required, Unconditional) }
