#pragma once

#include "core/engine/requests.h"
#include "core/engine/workspace.h"

#include <QObject>

namespace cauce {

//! \brief What a person asked for, as signals with values. The window emits, app connects.
//!
//! One object for all pages, so that app/application.cpp has one place to connect. GUI thread.
class Commands : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    //! A number for the next plan; the answer carries it.
    quint64 nextTicket() { return ++m_ticket; }

signals:
    //! \param application empty: all
    void refreshAsked(const QString& application);
    void planAsked(const cauce::PlanRequest& request, quint64 ticket);
    void syncAsked(const cauce::SyncRequest& request);
    void cancelAsked(const QString& application);
    void automationAsked(bool on);
    void resumeAsked(const QString& application);
    //! \param application whose comparison is to be followed; empty: none
    void diffAsked(const QString& application);
    void pluginAllowed();
    void hostKeyTrusted(const QString& fingerprint);
    //! Save this workspace and open it.
    void workspaceMade(const cauce::Workspace& workspace);
    void workspaceChosen(const QString& name);

private:
    quint64 m_ticket = 0;
};

} // namespace cauce
