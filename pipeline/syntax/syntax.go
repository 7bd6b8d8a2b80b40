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
// Chu-Liu and Edmonds' algorithm with one root (package internal/mst). Several such
// networks may add up their scores; the embedded model has one.
//
// All scores are integers: weights are int16 in fixed point and sums int32, so that
// the result is the same on every machine, whatever its vector instructions. Package
// train makes the model in float32 and brings it to fixed point.
//
// What was tried, by LAS on the dev files of EWT and GUM and tokens a second on one
// core, each trained for 42 epochs:
//
//	one layer of LSTMs          84.2  85.7  105,000
//	three layers                86.7  88.4   55,000   this one
//	three layers, two networks  86.9  89.1   28,000
//	three layers, three         86.9  88.6   19,000
//
// Depth pays; the ensemble hardly does, and costs its speed. The ensembles' weights
// were rounded more coarsely (hidden layers up to 32 instead of 8).
//
// Text in capitals, in small letters or with title case is nothing new to the
// network: a share of the training sentences is recased. Quotation marks and dashes
// are the same to it whether they are typographic or not.
//
// A [Parser] is safe for concurrent use.
package syntax
