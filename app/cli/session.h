#pragma once

#include "core/engine/engine.h"
#include "core/git/hostkeys.h"

#include <QMap>
#include <QTimer>

#include <chrono>

namespace cauce::cli {

//! \brief One workspace, opened for one command: the engine and the last snapshots it sent.
//!
//! Main thread, which is the engine's here.
class Session : public QObject
{
    Q_OBJECT

public:
    Session(Workspace workspace, const EngineOptions& options, std::chrono::seconds timeout);

    //! Opens the workspace; settled() or timedOut() follows, once.
    void open();

    Engine& engine() { return m_engine; }
    const QMap<QString, AppStatePtr>& applications() const { return m_applications; }
    AppStatePtr application(const QString& name) const { return m_applications.value(name); }
    const WorkspaceStatePtr& workspace() const { return m_state; } //!< null before the first
    //! Why what is known may be old or incomplete, one line each: repository, cluster, files that
    //! could not be read. Untrusted text.
    QStringList problems() const;
    //! Unknown ssh servers that repositories of the workspace are on.
    QList<git::HostKeyQuestion> hostKeyQuestions() const;
    //! Whether repository or cluster could not be reached.
    bool isCutOff() const;
    //! What an answer is still missing, for people.
    QString awaited() const;
    //! Commands that go on after the first answer watch their own time.
    void stopTimeout() { m_timeout.stop(); }

signals:
    //! Every application has been compared, or it is known why it cannot be.
    void settled();
    void timedOut();

private:
    Workspace m_workspace;
    Engine m_engine;
    QTimer m_timeout;
    QMap<QString, AppStatePtr> m_applications;
    WorkspaceStatePtr m_state;
    bool m_settled = false;
};

//! The workspace that \p name says; empty: the only one there is.
Result<Workspace> chooseWorkspace(const QString& name);

} // namespace cauce::cli
