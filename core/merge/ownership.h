#pragma once

#include "core/merge/typed.h"

#include <functional>
#include <map>
#include <vector>

namespace cauce::merge {

//! What one manager owns of an object, and how it came to own it.
struct OwnedFields
{
    FieldSet fields;
    QString version; //!< the apiVersion that the fields are written in
    bool isApplied = false; //!< by server-side apply, not by an update

    friend bool operator==(const OwnedFields&, const OwnedFields&) = default;
};

//! \brief Who owns what of an object; the key is a manager's identity (managerIdentity()).
using Managers = std::map<QString, OwnedFields>;

//! An object at one version of its kind.
struct VersionedObject
{
    ObjectType type;
    object::Json value;
    QString version; //!< the apiVersion
};

//! \brief The same object at \p version; nothing when its kind is not served at that any more.
using Converter
    = std::function<std::optional<VersionedObject>(const VersionedObject&, const QString& version)>;

//! What of a kind matters to ownership besides its schema.
struct OwnershipRules
{
    Converter convert; //!< without one, an object is the same at every version
    //! By version: what a write through this endpoint neither sets nor owns, such as status.
    std::map<QString, FieldSet> resetFields;
};

//! A field that an apply would change although another manager owns it.
struct Conflict
{
    QString manager; //!< its identity
    FieldPath path;

    friend bool operator==(const Conflict&, const Conflict&) = default;
};

//! What became of an apply.
struct Applied
{
    object::Json object; //!< at the configuration's version; the live object when it was refused
    Managers managers;
    std::vector<Conflict> conflicts; //!< by manager, then by path; with force: what was taken over
    bool isRefused = false; //!< there are conflicts and no force: nothing has changed
    bool isUnchanged = false; //!< object equals the live object; managers may still differ
};

enum class Force { No, Yes };

// Pure functions; any thread with at least 1 MiB of stack. They fail with ErrorKind::Invalid as
// those of typed.h do. Objects must be valid for their types (live with Duplicates::Allowed).

//! \brief What a server-side apply of \p config by \p manager makes of \p live.
//!
//! Sets what \p config names, removes what \p manager applied before and names no more (unless
//! others own it), and gives ownership. The comparison is of the literal text, before any default.
//! \param live null when the object does not exist yet; its version is that of \p config
Result<Applied> applied(const VersionedObject& live, const VersionedObject& config,
                        Managers managers, const QString& manager, Force force,
                        const OwnershipRules& rules = {});

//! \brief Who owns what after \p manager has replaced \p live by \p updated: it owns what it has
//! changed or added; nobody owns what is gone, and others lose what has been changed.
Result<Managers> updatedManagers(const VersionedObject& live, const VersionedObject& updated,
                                 Managers managers, const QString& manager,
                                 const OwnershipRules& rules = {});

} // namespace cauce::merge
