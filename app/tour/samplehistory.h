#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

//! The demo: a repository of its own, a cluster in this process, and the walk through both.
namespace cauce::tour {

//! A piece of a file that one commit of the sample changed.
struct SampleChange
{
    QString file;
    QByteArray before;
    QByteArray after;
};

//! \brief One commit of the sample repository. A value.
struct SampleCommit
{
    QString author;
    QString email;
    int minutesAgo = 0; //!< before the moment the demo is made
    QString message;
    QStringList adds = {}; //!< files and folders that came with it
    QList<SampleChange> changes = {};
};

//! One sync of an application in the sample's past.
struct SampleDeployment
{
    QString application;
    int commit = 0; //!< index in sampleHistory(): what `main` was then
    int minutesAgo = 0;
    QString initiatedBy;
};

//! The commits of the sample repository, oldest first; the last one is what resources/sample holds.
const QList<SampleCommit>& sampleHistory();

//! What has been synced of it, oldest first. The cluster of the demo starts from this.
const QList<SampleDeployment>& sampleDeployments();

//! The whole tree of the sample after one commit: path below the root and content.
QMap<QString, QByteArray> sampleFiles(qsizetype commit);

//! \brief The sample repository as a stream for `git fast-import`, on the branch main.
//! \param now when the last commit's minutesAgo is counted from
QByteArray sampleStream(const QDateTime& now);

} // namespace cauce::tour
