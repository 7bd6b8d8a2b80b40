package export

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"demarche/pipeline/publish/concept"
	"demarche/schemas"
)

// network is a graph in the terms that GraphML and GEXF share.
type network struct {
	name      string
	directed  bool
	nodeAttrs []attribute
	edgeAttrs []attribute
	nodes     []node
	edges     []edge
}

type attribute struct {
	name   string
	number bool // an integer, else a string
}

type node struct {
	id, label string
	values    []string // by attribute; empty for none
}

type edge struct {
	from, to string
	weight   int
	values   []string
}

// networks returns who demands how often of whom, and who claims what.
func networks(dir string) ([]network, error) {
	actors := make(map[string]schemas.Actor)
	if err := eachRow(dir, func(a schemas.Actor) bool { actors[a.ActorID] = a; return true }); err != nil {
		return nil, err
	}
	demands, err := demandNetwork(dir, actors)
	if err != nil {
		return nil, err
	}
	claims, err := claimNetwork(dir, actors)
	return []network{demands, claims}, err
}

// igraph takes an attribute "type" for the mode of a two-mode network.
var actorAttrs = []attribute{{name: "actor_id"}, {name: "actor_type"}, {name: "iso3"}, {name: "principal_id"}}

func actorNode(a schemas.Actor) node {
	return node{id: actorKey(a.ActorID), label: a.Name, values: []string{a.ActorID, string(a.Type), a.ISO3, a.PrincipalID}}
}

func actorKey(id string) string { return "a:" + id }

// tally counts rows by two ends, and of each pair by what they are.
type tally struct {
	counts map[[2]string]map[string]int
}

func (t *tally) add(from, to string, kinds ...string) {
	if t.counts == nil {
		t.counts = make(map[[2]string]map[string]int)
	}
	pair := [2]string{from, to}
	if t.counts[pair] == nil {
		t.counts[pair] = make(map[string]int)
	}
	t.counts[pair][""]++
	for _, k := range kinds {
		t.counts[pair][k]++
	}
}

// pairs returns the pairs in their order.
func (t *tally) pairs() [][2]string {
	var all [][2]string
	for pair := range t.counts {
		all = append(all, pair)
	}
	slices.SortFunc(all, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return all
}

func (t *tally) values(pair [2]string, kinds []string) []string {
	var out []string
	for _, k := range kinds {
		out = append(out, fmt.Sprint(t.counts[pair][k]))
	}
	return out
}

func counted(kinds []string) []attribute {
	var out []attribute
	for _, k := range kinds {
		out = append(out, attribute{name: k, number: true})
	}
	return out
}

// demandNetwork joins the actors of demands of which both are known. Its edges
// count the demands by strength, and those to stop something.
func demandNetwork(dir string, actors map[string]schemas.Actor) (network, error) {
	kinds := append(schemas.Strength("").Values(), string(schemas.Stop))
	n := network{name: "demands", directed: true, nodeAttrs: actorAttrs, edgeAttrs: counted(kinds)}
	var t tally
	ends := make(map[string]bool)
	err := eachRow(dir, func(d schemas.Demand) bool {
		if d.DemanderID != "" && d.AddresseeID != "" {
			ends[d.DemanderID], ends[d.AddresseeID] = true, true
			what := []string{string(d.Strength)}
			if d.Direction == schemas.Stop {
				what = append(what, string(schemas.Stop))
			}
			t.add(d.DemanderID, d.AddresseeID, what...)
		}
		return true
	})
	for id := range ends {
		n.nodes = append(n.nodes, actorNode(actors[id]))
	}
	slices.SortFunc(n.nodes, func(a, b node) int { return cmp.Compare(a.id, b.id) })
	for _, pair := range t.pairs() {
		n.edges = append(n.edges, edge{actorKey(pair[0]), actorKey(pair[1]), t.counts[pair][""], t.values(pair, kinds)})
	}
	return n, err
}

// claimNetwork joins known actors to the concepts that they make claims on: an
// edge for their claims that agree and one for those that disagree, which count
// the claims by stance.
func claimNetwork(dir string, actors map[string]schemas.Actor) (network, error) {
	kinds := schemas.Stance("").Values()
	n := network{name: "claims", nodeAttrs: append([]attribute{{name: "mode"}}, actorAttrs...),
		edgeAttrs: append([]attribute{{name: "agreement"}}, counted(kinds)...)}
	claims, of, concepts, err := claimConcepts(dir)
	if err != nil {
		return n, err
	}
	ties := map[string]*tally{"yes": {}, "no": {}}
	speakers, used := make(map[string]bool), make(map[string]bool)
	for i, c := range claims {
		if c.SourceID == "" {
			continue
		}
		key := fmt.Sprintf("c:%06d", of[i])
		speakers[c.SourceID], used[key] = true, true
		ties[agreement(c)].add(c.SourceID, key, string(c.Stance))
	}
	for id := range speakers {
		a := actorNode(actors[id])
		a.values = append([]string{"actor"}, a.values...)
		n.nodes = append(n.nodes, a)
	}
	for i, content := range concepts {
		if key := fmt.Sprintf("c:%06d", i); used[key] {
			n.nodes = append(n.nodes, node{id: key, label: content, values: []string{"concept", "", "", "", ""}})
		}
	}
	slices.SortFunc(n.nodes, func(a, b node) int { return cmp.Compare(a.id, b.id) })
	for _, answer := range []string{"yes", "no"} {
		t := ties[answer]
		for _, pair := range t.pairs() {
			n.edges = append(n.edges, edge{actorKey(pair[0]), pair[1], t.counts[pair][""], append([]string{answer}, t.values(pair, kinds)...)})
		}
	}
	return n, nil
}

// agreement says whether a claim agrees with its concept: asserting and
// supporting do, opposing and doubting do not, and a negated content turns them
// round.
func agreement(c schemas.Claim) string {
	against := c.Stance == schemas.Oppose || c.Stance == schemas.Doubt
	if against == (c.Polarity == schemas.Negative) {
		return "yes"
	}
	return "no"
}

// claimConcepts returns all claims, the concept of each, and the words of the
// first claim of each concept, by which it goes.
func claimConcepts(dir string) (claims []schemas.Claim, of []int32, concepts []string, err error) {
	byDoc := make(map[string][]int)
	err = eachRow(dir, func(c schemas.Claim) bool {
		byDoc[c.DocID] = append(byDoc[c.DocID], len(claims))
		claims = append(claims, c)
		return true
	})
	if err != nil {
		return nil, nil, nil, err
	}
	words := make([][]int32, len(claims))
	numbers := make(map[string]int32)
	err = eachRow(dir, func(t schemas.Token) bool {
		if t.UPOS != "" && !concept.IsContent(t.UPOS) {
			return true
		}
		word := strings.ToLower(cmp.Or(t.Lemma, t.Form))
		for _, i := range byDoc[t.DocID] {
			if t.Start >= claims[i].ContentStart && t.Start < claims[i].ContentEnd {
				n, ok := numbers[word]
				if !ok {
					n = int32(len(numbers))
					numbers[word] = n
				}
				words[i] = append(words[i], n)
			}
		}
		return true
	})
	for i := range words {
		slices.Sort(words[i])
		words[i] = slices.Compact(words[i])
	}
	of, first := concept.Group(words)
	for _, i := range first {
		concepts = append(concepts, line(claims[i].Content))
	}
	return claims, of, concepts, err
}

func writeNetworks(dir, to, extension string, write func(*os.File, network) error) error {
	all, err := networks(dir)
	if err != nil {
		return err
	}
	for _, n := range all {
		if err := writeFile(filepath.Join(to, n.name+extension), func(f *os.File) error { return write(f, n) }); err != nil {
			return err
		}
	}
	return nil
}
