#pragma once

#include "core/base/result.h"

#include <QMap>
#include <QString>

namespace cauce::sync {

class Database;

//! \brief What automation must still know after a restart: whether it is on, and for which
//! applications it is paused. Part of the Ledger; engine thread.
//!
//! Whether a plan has failed is in the Ledger's own records: Ledger::attempts().
class AutomationMemory
{
public:
    //! \param database not owned; the Ledger's
    explicit AutomationMemory(Database& database);

    //! Off until a person turned it on for this workspace on this workstation.
    Result<bool> isOn(const QString& workspace);
    Result<void> setOn(const QString& workspace, bool on);
    //! \param reason an English sentence for people: "rolled back to abc1234 on this workstation"
    Result<void> pause(const QString& workspace, const QString& application, const QString& reason);
    Result<void> resume(const QString& workspace, const QString& application);
    //! Application to reason.
    Result<QMap<QString, QString>> paused(const QString& workspace);

private:
    Database& m_database;
};

} // namespace cauce::sync
