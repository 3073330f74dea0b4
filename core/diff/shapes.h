#pragma once

#include "core/diff/fieldpath.h"
#include "core/object/resourcekey.h"

#include <QStringList>

#include <optional>

namespace cauce::diff {

//! How server-side apply merges one list.
struct ListShape
{
    enum class Kind {
        Atomic, //!< replaced as a whole
        Set, //!< of scalars
        Keyed //!< of maps, told apart by keys
    };
    Kind kind = Kind::Atomic;
    QStringList keys; //!< for Keyed
};

//! \brief What is known of a kind's fields without its schema.
//!
//! The tables hold what the OpenAPI document of Kubernetes 1.35 says of its own kinds, by the names
//! of fields. Of a kind of others' groups nothing is known: maps merge, lists are atomic. Where a
//! table is silent the answer costs a question to the server, never a wrong "Synced".
class Shapes
{
public:
    explicit Shapes(const object::GroupKind& kind);

    ListShape list(const FieldPath& path) const;
    //! A map that is replaced as a whole (a label selector, a reference).
    bool isAtomicMap(const FieldPath& path) const;
    //! A resource quantity, where "1" and "1000m" are the same.
    bool isQuantity(const FieldPath& path) const;
    //! Whether an empty map or list there is as good as none.
    bool isDroppedWhenEmpty(const FieldPath& path, const object::Json& value) const;
    //! Whether \p value is what the server fills in at \p path inside something atomic.
    bool isDefault(const FieldPath& path, const object::Json& value) const;

private:
    bool m_builtIn;
    object::GroupKind m_kind;
};

//! \brief The value of key field \p key of a keyed list's \p item, or its default (protocol TCP);
//! null when it has neither.
object::Json keyValue(const object::Json& item, const QString& key);

//! \brief The identity of \p item under \p keys; nothing when it is no map or has no key at all.
std::optional<QByteArray> identityOf(const object::Json& item, const QStringList& keys);

//! \brief The identities of \p list's items; empty when one has none or two have the same (then the
//! list cannot be merged by key).
std::vector<QByteArray> identities(const object::Json& list, const QStringList& keys);

} // namespace cauce::diff
