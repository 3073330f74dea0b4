#pragma once

#include "tests/support/gitrepository.h"
#include "tests/support/storycluster.h"

#include <QByteArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace cauce::test {

//! How a run of `cauce` ended.
struct CommandResult
{
    int code = -1;
    QString out;
    QString err;

    QString both() const { return out + err; }
};

//! \brief A repository in the shape of the story, a namespace of its own on the cluster, and the
//! program in a home of its own. Blocks; main thread.
class Story
{
public:
    //! \param cluster not owned; runs
    explicit Story(StoryCluster* cluster);
    explicit Story(ControlPlane* plane); //!< the same on a real one

    GitRepository& repo() { return m_repo; }
    QString bareDir() const { return m_repo.bareDir(); }
    QString kubeconfig() const { return m_cluster->kubeconfig(); } //!< the administrator's
    StoryCluster& cluster() { return *m_cluster; }
    const QString& app() const { return m_app; } //!< unique on the cluster
    const QString& nameSpace() const { return m_app; } //!< of its objects
    QProcessEnvironment environment() const;

    //! The manifests of the story: a Deployment with \p image and \p replicas, and a Service.
    void writeApp(const QByteArray& image, int replicas = 2);
    //! The root file with the applications given: name, path and sync policy (YAML, may be empty).
    struct Entry
    {
        QString name;
        QString path;
        QByteArray policy;
    };
    void writeRoot(const QList<Entry>& entries);

    //! Runs `cauce ARGUMENTS` to its end; at most \p seconds.
    CommandResult cauce(const QStringList& arguments, int seconds = 90) const;
    //! Starts `cauce ARGUMENTS` and leaves it running; its output is for the caller.
    std::unique_ptr<QProcess> start(const QStringList& arguments) const;
    //! kubectl as the administrator in our namespace; its output, trimmed. Fails the test if it
    //! fails.
    QString kubectl(const QStringList& arguments) const;

private:
    std::unique_ptr<StoryCluster> m_own; // null when it is another's
    StoryCluster* m_cluster;
    QString m_app;
    GitRepository m_repo;
    QTemporaryDir m_home;
};

//! The lines of a unified difference that are removed or added, without indentation: "- image: x".
QStringList changedLines(const QString& diff);

} // namespace cauce::test

//! Verifies how a run ended. It runs once, and tells of that run: a second one may tell of another
//! world.
#define VERIFY_RUN(run, expected)                                                                  \
    do {                                                                                           \
        const auto verifiedRun = run;                                                              \
        QVERIFY2(                                                                                  \
            verifiedRun.code == (expected),                                                        \
            qPrintable(QStringLiteral("exit %1: ").arg(verifiedRun.code) + verifiedRun.both()));   \
    } while (false)
