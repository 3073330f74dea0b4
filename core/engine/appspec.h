#pragma once

#include "core/desired/namespacemetadata.h"
#include "core/diff/ignore.h"
#include "core/object/manifest.h"

#include <QList>
#include <QStringList>

#include <chrono>
#include <optional>

namespace cauce {

//! Where an application's manifests come from: `spec.source` of an Argo CD Application.
struct AppSource
{
    QString repoUrl; //!< as written; untrusted text
    QString targetRevision; //!< as written; empty is HEAD
    QString path; //!< below the repository's root
    bool recurse = false; //!< directory.recurse
    QString include; //!< directory.include, a glob; empty: all
    QString exclude; //!< directory.exclude

    friend bool operator==(const AppSource&, const AppSource&) = default;
};

//! `spec.syncPolicy.retry`: how a sync that failed is tried again by automation.
struct RetryPolicy
{
    int limit = 0; //!< attempts after the first; negative: without end
    std::chrono::milliseconds duration {5'000};
    int factor = 2;
    std::chrono::milliseconds maxDuration {180'000};

    friend bool operator==(const RetryPolicy&, const RetryPolicy&) = default;
};

//! `spec.syncPolicy` of an Argo CD Application.
struct SyncPolicy
{
    bool automated = false; //!< automated is present and not `enabled: false`
    bool prune = false;
    bool selfHeal = false;
    bool allowEmpty = false;
    QStringList syncOptions; //!< "CreateNamespace=true"
    std::optional<RetryPolicy> retry; //!< nothing: not said
    std::optional<desired::NamespaceMetadata> managedNamespace; //!< nothing: not said

    bool createNamespace() const { return has(QLatin1String("CreateNamespace=true")); }
    bool respectIgnored() const { return has(QLatin1String("RespectIgnoreDifferences=true")); }
    bool pruneLast() const { return has(QLatin1String("PruneLast=true")); }
    //! Whether the sync option stands there to the letter, as Argo CD compares them.
    bool has(QLatin1String option) const { return syncOptions.contains(option); }
    friend bool operator==(const SyncPolicy&, const SyncPolicy&) = default;
};

//! What an application, or its last evaluation, has to say: Argo CD's `status.conditions[]`.
struct AppCondition
{
    //! Argo CD's types: "InvalidSpecError", "ComparisonError", "SyncError",
    //! "SharedResourceWarning", "RepeatedResourceWarning", "UnknownError" ...
    QString type;
    QString message; //!< English; may quote untrusted text

    bool isError() const { return type.endsWith(QLatin1String("Error")); }
    friend bool operator==(const AppCondition&, const AppCondition&) = default;
};

//! \brief One Application as Git declares it. A value.
//!
//! An Application that cannot be used (unknown kind of source, two destinations) is still an
//! AppSpec, with conditions that say why, so that it is shown and never dropped.
struct AppSpec
{
    QString name;
    QString nameSpace; //!< of the Application object itself; usually "argocd"
    QString project; //!< empty is "default"
    AppSource source;
    QString destinationServer;
    QString destinationName;
    QString destinationNamespace;
    SyncPolicy syncPolicy;
    QList<diff::IgnoreRule> ignoreDifferences;
    //! Why automation may not act on it: it might undo what the application wants left alone.
    //! Empty: nothing.
    QString automationHindrance;
    bool cascadeDelete = false; //!< carries Argo CD's resources-finalizer
    int revisionHistoryLimit = 10;
    QString parent; //!< the application whose path declared this one; empty at the root
    object::SourceLocation location; //!< where it is declared
    std::optional<object::Manifest>
        manifest; //!< as written; nothing when it could not be read at all
    QList<AppCondition> conditions; //!< found while reading the spec

    bool isUsable() const; //!< no condition is an error
};

} // namespace cauce
