#pragma once

#include "core/merge/ownership.h"

namespace cauce::merge {

enum class Operation { Apply, Update };

//! \brief The metadata.managedFields of an object: who owns what, and since when.
struct ManagedFields
{
    Managers managers; //!< by managerIdentity()
    //! By the same identity: when a manager last wrote any of its fields, as the server wrote it
    //! (RFC 3339, UTC, whole seconds); a manager without a time is not in it.
    std::map<QString, QString> times;

    friend bool operator==(const ManagedFields&, const ManagedFields&) = default;
};

//! \brief What an entry is known by: one program is several managers if it writes several
//! subresources, or updates at several versions. An applier is the same at every version.
QString managerIdentity(const QString& manager, Operation operation, const QString& apiVersion,
                        const QString& subresource = {});
//! The program's name in an identity, for messages; empty when it is no identity.
QString managerName(const QString& identity);

//! \brief Reads metadata.managedFields; null is nobody.
//! \return Invalid, naming the entry, when it is malformed or of another fieldsType
Result<ManagedFields> readManagedFields(const object::Json& entries);
//! metadata.managedFields in the server's order: appliers first, then by time and name; an empty
//! array when nobody owns anything.
object::Json writeManagedFields(const ManagedFields& fields);

//! \p fields without what nobody owns: apiVersion, kind, and the metadata that names an object or
//! that the server fills in.
FieldSet withoutIdentityFields(const FieldSet& fields);

//! \brief Folds the oldest updaters of each version into "ancient-changes" until no more than \p
//! limit are left, as a server does after every update.
ManagedFields withFewUpdaters(ManagedFields fields, qsizetype limit = 10);

} // namespace cauce::merge
