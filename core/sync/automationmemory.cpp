#include "core/sync/automationmemory.h"

#include "core/base/text.h"
#include "core/sync/database.h"

namespace cauce::sync {

AutomationMemory::AutomationMemory(Database& database)
    : m_database(database)
{ }

Result<bool> AutomationMemory::isOn(const QString& workspace)
{
    const auto rows
        = m_database.rows("SELECT is_on FROM automation WHERE workspace=?", {workspace});
    if (!rows)
        return Failure {rows.error()};
    return !rows->isEmpty() && rows->first().value(0).toBool();
}

Result<void> AutomationMemory::setOn(const QString& workspace, bool on)
{
    return m_database.run("INSERT INTO automation(workspace, is_on) VALUES(?, ?) "
                          "ON CONFLICT(workspace) DO UPDATE SET is_on=excluded.is_on",
                          {workspace, on});
}

Result<void> AutomationMemory::pause(const QString& workspace, const QString& application,
                                     const QString& reason)
{
    return m_database.run(
        "INSERT INTO paused(workspace, application, reason) VALUES(?, ?, ?) "
        "ON CONFLICT(workspace, application) DO UPDATE SET reason=excluded.reason",
        {workspace, application, text::singleLine(text::redacted(reason))});
}

Result<void> AutomationMemory::resume(const QString& workspace, const QString& application)
{
    return m_database.run("DELETE FROM paused WHERE workspace=? AND application=?",
                          {workspace, application});
}

Result<QMap<QString, QString>> AutomationMemory::paused(const QString& workspace)
{
    const auto rows
        = m_database.rows("SELECT application, reason FROM paused WHERE workspace=?", {workspace});
    if (!rows)
        return Failure {rows.error()};
    QMap<QString, QString> reasons;
    for (const Database::Row& row : *rows)
        reasons.insert(row.value(0).toString(), row.value(1).toString());
    return reasons;
}

} // namespace cauce::sync
