#pragma once

#include "core/base/result.h"

#include <QMap>
#include <QStringList>

// Private to core/git: what a target revision means, as a pure function of the references.
namespace cauce::git {

//! \brief The references of a repository at one moment.
struct Listing
{
    QMap<QString, QString> references; //!< "refs/heads/main" to object name; "HEAD" when it has one
    QString headTarget; //!< what HEAD points to, "refs/heads/main"; empty when detached or unknown
};

//! \brief What a name stands for.
struct Choice
{
    QString reference; //!< empty when the name is an object name
    QString object; //!< full, or abbreviated (7 to 39 digits) when there is no such reference
};

//! \brief Finds what \p name stands for; nothing of Git's revision syntax is understood.
//!
//! Argo CD's order (argocd-semantics 2.7): a full object name; HEAD; the tag that a semver range
//! selects; an exact reference, branches before tags; an abbreviated object name.
//! \return NotFound naming some of the branches there are, Invalid for text that can be no name
Result<Choice> choose(const Listing& listing, const QString& name);

//! Whether \p name can be answered only by knowing the tags.
bool isVersionRange(const QString& name);

} // namespace cauce::git
