#pragma once

#include "core/engine/engine.h"
#include "core/engine/enginethread.h"
#include "models/store.h"
#include "ui/commands.h"

#include <QThreadPool>

#include <memory>

namespace cauce {

class MainWindow;
class Settings;

//! \brief The composition root: makes engine and window and holds every connection between them.
//!
//! GUI thread. The engine lives in its own thread; what crosses are snapshots one way and values
//! the other way.
class Application : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QString workspace; //!< empty: the last one, or the only one
        bool passive = false; //!< for a picture: no automation, nothing is remembered
    };

    //! \param settings not owned; belongs to this thread
    Application(const Options& options, Settings& settings);
    ~Application() override;

    //! Opens the workspace, or shows the first-start page.
    void start();
    //! Writes what is to be found again at the next start.
    void keep();

    MainWindow& window() { return *m_window; }
    Store& store() { return m_store; }
    Commands& commands() { return m_commands; }

signals:
    //! Every application has been compared since the workspace was opened or refreshed.
    void refreshed();
    //! The workspace cannot be opened; for a picture, which has no dialogs.
    void failed(const QString& reason);

private:
    void connectSnapshots();
    void connectCommands();
    void connectWorkspaces();
    void openWorkspace(const QString& name);
    void onLoaded(const QString& name, const Result<Workspace>& workspace);
    void save(const Workspace& workspace);
    void readChoices(const Workspace& workspace);

    Options m_options;
    Settings& m_settings;
    QThreadPool m_disk; // small reads and writes of our own files; waits for them at the end
    Store m_store;
    Commands m_commands;
    EngineThread<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
    QString m_name; // of the open workspace
};

} // namespace cauce
