#pragma once

#include "core/base/result.h"

#include <QString>

namespace cauce {

//! \brief A message for a person: what failed, why, what was not done, what to do next.
struct Notice
{
    enum class Severity { Info, Warning, Error };
    //! What a button of the message bar can do about it.
    enum class Action { None, Retry, TrustHostKey, AllowPlugin };

    Severity severity = Severity::Error;
    QString title; //!< what failed, one line
    QString text; //!< why, what was not done, what next
    QString details; //!< technical, English; untrusted text
    Action action = Action::None;

    friend bool operator==(const Notice&, const Notice&) = default;
};

//! Turns errors of the core into words. Pure; GUI thread (translations).
namespace errorwords {

Notice git(const Error& error, const QString& repoUrl);
Notice cluster(const Error& error, const QString& context);
Notice plan(const Error& error, const QString& application);
Notice refusal(const Error& error, const QString& application);

} // namespace errorwords

} // namespace cauce
