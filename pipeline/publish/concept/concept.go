// Package concept takes propositions in similar words for one concept.
//
// Input: the content words of propositions, as numbers. Output: the number of
// the concept of each.
//
// Discourse network analysis (Leifeld) joins actors by the concepts that they
// agree or disagree on. People code concepts by hand; here two propositions
// have the same concept where they share most of their content words, by
// dictionary form. It is a help for reading, not a measurement: what
// shows concepts says so.
package concept

import (
	"cmp"
	"math"
	"slices"
)

// similar is the least share of words in common, of all words of the two (the
// Jaccard index), that makes two propositions one concept.
const similar = 0.6

// contentWords are the universal parts of speech whose lemmas make a concept.
var contentWords = map[string]bool{"NOUN": true, "PROPN": true, "VERB": true, "ADJ": true, "NUM": true}

// IsContent reports whether the words of a universal part of speech make a concept.
func IsContent(upos string) bool { return contentWords[upos] }

// Group returns the concept of each proposition and the first proposition of
// each concept. A proposition joins the concept whose first is most similar to
// it, else it begins one. The words of each are sorted, and none stands twice.
func Group(propositions [][]int32) (concepts []int32, first []int) {
	// Two sets as similar as wanted share one of their rarest words, so only
	// concepts under those need a look.
	frequency := make(map[int32]int)
	for _, words := range propositions {
		for _, w := range words {
			frequency[w]++
		}
	}
	rarest := func(words []int32) []int32 {
		byRarity := slices.Clone(words)
		slices.SortFunc(byRarity, func(a, b int32) int { return cmp.Or(cmp.Compare(frequency[a], frequency[b]), cmp.Compare(a, b)) })
		n := len(byRarity)
		return byRarity[:min(n, n-int(math.Ceil(similar*float64(n)))+1)]
	}
	under := make(map[int32][]int32) // concepts by the rarest words of their first
	concepts = make([]int32, len(propositions))
	for i, words := range propositions {
		best, bestShare := int32(-1), 0.0
		seen := make(map[int32]bool)
		rare := rarest(words)
		for _, w := range rare {
			for _, c := range under[w] {
				if seen[c] {
					continue
				}
				seen[c] = true
				share := shared(words, propositions[first[c]])
				if share >= similar && (share > bestShare || share == bestShare && c < best) {
					best, bestShare = c, share
				}
			}
		}
		if best < 0 {
			best = int32(len(first))
			first = append(first, i)
			for _, w := range rare {
				under[w] = append(under[w], best)
			}
		}
		concepts[i] = best
	}
	return concepts, first
}

// shared returns the Jaccard index of two sorted sets.
func shared(a, b []int32) float64 {
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			common++
			i++
			j++
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}
