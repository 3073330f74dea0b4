#pragma once

#include "core/engine/appstate.h"

#include <QDateTime>
#include <QString>

//! Times, commits and counts as a person reads them, translated. Pure; GUI thread (translations).
namespace cauce::format {

//! How long ago: "now", "40 s ago", "3 min ago", "5 h ago", "2 days ago"; "never" when invalid. A
//! time in the future (the other clock runs ahead) is "now".
QString ago(const QDateTime& when, const QDateTime& now);
//! The same in whole words: "2 minutes ago", "5 hours ago".
QString agoLong(const QDateTime& when, const QDateTime& now);
//! Age without "ago": "40 s", "3 min", "5 h", "2 days"; empty when invalid.
QString age(const QDateTime& when, const QDateTime& now);
//! How long from now: "in 40 s", "in 2 min"; "now" when it is past.
QString until(const QDateTime& when, const QDateTime& now);
//! A length of time: "6 s", "2 min 5 s", "1 h 4 min".
QString duration(qint64 milliseconds);
//! The exact local time with its zone, for tooltips; empty when invalid.
QString exact(const QDateTime& when);
//! The clock time of today ("10:32"), else the day ("24 Nov").
QString clockOrDay(const QDateTime& when, const QDateTime& now);
//! "main (4be21c9)", or only one of the two when the other is not known.
QString revision(const QString& name, const QString& commit);
//! The first line of untrusted text, one line, safe to draw.
QString line(const QString& untrusted);
//! "1 object", "3 objects".
QString objects(int count);
//! "github.com" of a repository URL, or the folder of a local one.
QString host(const QString& repoUrl);
//! "github.com/acme/gitops": the URL without scheme, user and ".git".
QString repository(const QString& repoUrl);

} // namespace cauce::format
