// Package syntax analyses sentences by Universal Dependencies.
//
// Input: the word forms of sentences. Output: a [Tree] for each, with parts of
// speech, Penn tags, features, lemmas, heads and relations.
package syntax
