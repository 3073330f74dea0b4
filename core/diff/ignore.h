#pragma once

#include "core/diff/jqpath.h"
#include "core/object/jsonpointer.h"
#include "core/object/manifest.h"
#include "core/object/resourcekey.h"

#include <QList>

#include <utility>

namespace cauce::diff {

//! \brief One item of `spec.ignoreDifferences`: what of which objects is no difference.
//!
//! Group and kind are patterns (object::Glob: '*', '?', "{Deployment,StatefulSet}"), and one that
//! is malformed matches nothing; an empty group is the core group only. An empty name or namespace
//! is any (rules of Argo CD).
struct IgnoreRule
{
    QString group;
    QString kind;
    QString name;
    QString nameSpace;
    QList<object::JsonPointer> pointers; //!< taken out of both sides; array items by index
    QList<JqPath> paths; //!< what they name is taken out of both sides
    QStringList managers; //!< where their fields differ, live counts

    bool matches(const object::ResourceKey& key) const;
    friend bool operator==(const IgnoreRule&, const IgnoreRule&) = default;
};

//! The rules among \p rules that \p key matches.
QList<IgnoreRule> rulesFor(const QList<IgnoreRule>& rules, const object::ResourceKey& key);

//! \brief \p live and \p target with what \p rules name made equal. Pure.
//!
//! What a pointer or a path names is taken out of both; of a field that one of the managers owns in
//! \p managedFields and that both have, the target gets the live value.
std::pair<object::Json, object::Json> withoutIgnored(const QList<IgnoreRule>& rules,
                                                     const object::Json& live,
                                                     const object::Json& target,
                                                     const object::Json& managedFields);

//! \brief \p desired with live's values of what \p rules name: RespectIgnoreDifferences=true. Pure.
//!
//! What live has not is taken out. A path counts only where it names the same places in both. What
//! the server itself keeps (status, versions) and the tracking id stay as they are.
object::Manifest withIgnoredFromLive(const QList<IgnoreRule>& rules, const object::Manifest& live,
                                     const object::Manifest& desired);

} // namespace cauce::diff
