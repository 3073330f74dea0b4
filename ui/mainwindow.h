#pragma once

#include "models/store.h"
#include "ui/commands.h"

#include <QKeySequence>
#include <QWidget>

#include <functional>

class QStackedWidget;

namespace cauce {

class ApplicationPage;
class ApplicationsPage;
class ConfirmDialog;
class DemoStory;
class DemoStrip;
class FirstStartPage;
class Label;
class MessageBar;
class StatusBar;
class Surface;
struct Notice;

//! \brief The window: top bar, messages, one page, status bar; the keys that work everywhere.
//!
//! Knows snapshots and commands only; app/application.cpp connects both to the engine.
class MainWindow : public QWidget
{
    Q_OBJECT

public:
    MainWindow(Store& store, Commands& commands, QWidget* parent = nullptr);

    //! What the dialogs offer: contexts of the kubeconfig and the workspaces there are.
    struct Choices
    {
        QStringList contexts;
        QString currentContext;
        QStringList workspaces;
        QString pluginCommand; //!< of the open workspace's exec plugin, for the consent dialog
        QString found; //!< for the first-start page, translated
    };
    void setChoices(const Choices& choices);
    void showFirstStart(const QString& problem = {});
    void showApplications();
    void showApplication(const QString& name);
    ApplicationsPage& applicationsPage() { return *m_applications; }
    ApplicationPage& applicationPage() { return *m_application; }
    MessageBar& messages() { return *m_messages; }
    void openRepository(); //!< the dialog
    //! Shows the demo's walk below the top bar. \p story outlives the window.
    DemoStrip& addDemo(DemoStory& story);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void showPage(QWidget* page, QWidget* topBar);
    void onWorkspace();
    void makeWorkspaceMenu();
    void onMessageAction(const QString& topic, const Notice& notice);
    void askAutomation();
    void ask(ConfirmDialog* dialog, std::function<void()> yes);
    void addKeys();
    void addKey(const QKeySequence& keys, std::function<void()> act);

    Store& m_store;
    Commands& m_commands;
    Choices m_choices;
    QStackedWidget* m_bars;
    QStackedWidget* m_pages;
    Surface* m_insecure;
    Label* m_insecureText;
    MessageBar* m_messages;
    StatusBar* m_status;
    ApplicationsPage* m_applications;
    ApplicationPage* m_application;
    FirstStartPage* m_firstStart;
    bool m_closing = false; // the person has agreed to leave a running sync
};

} // namespace cauce
