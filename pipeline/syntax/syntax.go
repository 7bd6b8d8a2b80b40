// Package syntax analyses sentences by Universal Dependencies.
//
// Input: the word forms of sentences. Output: a [Tree] for each, with parts of
// speech, Penn tags, features, lemmas, heads and relations.
//
// # Method
//
// One network does all of it (joint tagging and parsing). A word's vector is the
// sum of the embeddings of its features: its form, its affixes of up to four
// letters, its sequences of three letters and its shape, so that an unknown word
// still has a vector (package internal/feature). Three layers of LSTMs read the
// sentence from both ends. Classifiers for UPOS, XPOS, features and the lemma's
// rule (Straka 2018) read the first layer's output and vote on the analyses that
// do occur in the treebanks. Arcs and relations are scored from the last layer by
// biaffine attention (Dozat & Manning 2017), and the best tree is found by
// Chu-Liu and Edmonds' algorithm with one root (package internal/mst). Three such
// networks, which differ in their random numbers alone, add up their scores.
//
// All scores are integers: weights are int16 in fixed point and sums int32, so that
// the result is the same on every machine, whatever its vector instructions. Package train
// makes the model in float32 and brings it to fixed point.
//
// @METHODS@
//
// Text in capitals, in small letters or with title case is nothing new to the
// network: a share of the training sentences is recased. Quotation marks and dashes
// are the same to it whether they are typographic or not.
//
// A [Parser] is safe for concurrent use.
package syntax
