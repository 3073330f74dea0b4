#pragma once

#include "core/engine/appspec.h"
#include "core/git/sourcetree.h"

#include <QSet>

//! Reads Argo CD Application manifests. Pure functions over values; any thread.
namespace cauce {

//! \brief What one folder or file of Applications says.
struct ApplicationList
{
    QList<AppSpec> applications; //!< in the order of the files
    //! What could not be read: English, naming file:line. It hides nothing else.
    QList<AppCondition> problems;
    //! Files in which something could not be read: what they declared before may still be wanted.
    QSet<QString> unreadableFiles;
};

//! Whether \p manifest is an Argo CD Application, of whatever version.
bool isApplication(const object::Manifest& manifest);

//! \brief One Application. Never fails: what is wrong with it becomes conditions (Argo CD's
//! messages where it has one).
//!
//! Rule: argo-cd's spec validation; kinds of source that are not supported yet are errors, fields
//! that are not are warnings, so that nobody believes them to be obeyed.
AppSpec readApplication(const object::Manifest& manifest, const QString& parent = {});

//! \brief Every Application of the files of \p tree; other objects are passed over.
//!
//! A file is read document by document when it cannot be read whole, so that one unreadable
//! Application never hides the others.
ApplicationList readApplications(const git::SourceTree& tree, const QString& parent = {});

//! \brief Where an application goes, if that is the workspace's cluster.
//! \param server the API server of the workspace's context; empty while it is not known
//! \return what is wrong with the destination, in Argo CD's words; nothing when it is our cluster
std::optional<AppCondition> destinationProblem(const AppSpec& spec, const QString& server);

} // namespace cauce
