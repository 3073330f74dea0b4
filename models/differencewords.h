#pragma once

#include "core/engine/appstate.h"
#include "models/statusmark.h"

namespace cauce {

//! One sentence for a person and what it means. The text is translated, one line, safe to draw.
struct Sentence
{
    QString text;
    Tone tone = Tone::Neutral;

    friend bool operator==(const Sentence&, const Sentence&) = default;
};

//! What differs, in words, from structured changes. Pure; GUI thread (translations).
namespace differencewords {

//! One field: "image nginx 1.25-alpine → 1.26-alpine", "replicas 5 → 3 by kubectl-scale,
//! 10:32". The manager and time are named only when somebody else than a GitOps tool set the
//! live value.
QString field(const object::ResourceKey& key, const diff::FieldChange& change,
              const QDateTime& now);
//! All fields of one object: the most telling one, then how many more.
QString fields(const object::ResourceKey& key, const QList<diff::FieldChange>& changes,
               const QDateTime& now);
//! What a sync would do with one object and why.
Sentence resource(const ResourceState& state, const QDateTime& now);
//! The sentence of an application's tile and row: what runs, what is wrong, what differs, or
//! "Nothing to do".
Sentence application(const AppState& state, const QDateTime& now);
//! What a sync would change, without a word about health or a sync that runs; empty: nothing.
QString changes(const AppState& state, const QDateTime& now);
//! "Update 1 object", "Create 3, prune 1 object", "Nothing to do": what a button will do.
QString action(int creates, int updates, int prunes);

} // namespace differencewords

} // namespace cauce
