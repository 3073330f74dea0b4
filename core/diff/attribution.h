#pragma once

#include "core/diff/fieldpath.h"

#include <QDateTime>
#include <QString>

#include <optional>
#include <vector>

namespace cauce::diff {

//! The name under which we apply.
inline constexpr QLatin1StringView ourManager {"cauce"};

//! Who set a field.
struct FieldOwner
{
    QString manager; //!< as the server recorded it: "kubectl-edit"; untrusted text
    bool applied = false; //!< by server-side apply, not by an update
    QString subresource; //!< "scale", "status"; usually empty
    QDateTime at; //!< UTC: the manager's last write to any of its fields; may be invalid
};

//! \brief What `metadata.managedFields` of one live object tells (FieldsV1: `f:`, `k:`, `v:`, `i:`
//! and `.`).
//!
//! Keeps its own copy of the entries. An entry of odd shape is skipped.
class FieldOwners
{
public:
    FieldOwners() = default;
    explicit FieldOwners(const object::Json& managedFields);

    //! \brief Who set the value at \p path: its exact owner, else the owner of the atomic value
    //! around it, else of something below it; of several the one that wrote last.
    //! \return nothing when nobody is recorded: the server filled it in
    std::optional<FieldOwner> ownerOf(const FieldPath& path) const;

    //! Whether our last apply set exactly the value at \p path.
    bool isApplied(const FieldPath& path) const;

    //! \brief \p object without what our last apply set and \p desired no longer mentions: what the
    //! next apply takes away, as far as nobody else owns it.
    //! \return nothing when there is nothing of the kind
    std::optional<object::Json> withoutAbandoned(const object::Json& object,
                                                 const object::Json& desired) const;

private:
    struct Entry
    {
        FieldOwner owner;
        object::Json fields; // the trie
    };
    const object::Json* ours() const;

    std::vector<Entry> m_entries;
};

//! \brief What of \p fields (FieldsV1) \p said mentions, too.
object::Json mentionedFields(const object::Json& fields, const object::Json& said);

//! \brief \p target with live's value wherever \p fields (FieldsV1) owns a value that both have.
object::Json withOwnedFrom(const object::Json& live, const object::Json& target,
                           const object::Json& fields);

//! \brief \p object without what \p fields (FieldsV1) owns and \p desired does not mention.
//! \return nothing when there is nothing of the kind
std::optional<object::Json> withoutUnmentioned(const object::Json& object,
                                               const object::Json& fields,
                                               const object::Json& desired);

} // namespace cauce::diff
