#pragma once

#include "core/base/result.h"

#include <QList>
#include <QVariant>

#include <functional>
#include <memory>

namespace cauce::sync {

//! \brief One SQLite file, opened so that what is committed survives a crash and a power cut (WAL,
//! synchronous=FULL). Private to core/sync; belongs to one thread.
//!
//! Values are QString, integers, bool or null (an invalid QVariant). Every Error is ErrorKind::Io,
//! names the file and says what to do next.
class Database
{
public:
    using Row = QVariantList;

    //! \brief Opens or makes \p file, mode 0600, and checks it.
    //!
    //! A damaged, foreign or newer file is refused and not touched. \param application the file's
    //! `application_id`: tells our files from other people's \param migrations one SQL script each;
    //! the file's `user_version` says how many have run
    static Result<std::unique_ptr<Database>> open(const QString& file, qint32 application,
                                                  const QList<const char*>& migrations);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    //! Runs one statement.
    Result<void> run(const char* sql, const QVariantList& values = {});
    //! Runs one query.
    Result<QList<Row>> rows(const char* sql, const QVariantList& values = {});
    //! \brief Runs \p body in a write transaction: committed, and on the disk, when this succeeds.
    //! Undone when \p body or the commit fails.
    Result<void> transaction(const std::function<Result<void>()>& body);

    const QString& file() const { return m_file; }

private:
    struct Handle;
    Database(QString file, std::unique_ptr<Handle> handle);
    Result<void> prepareFile(qint32 application, const QList<const char*>& migrations);
    Result<void> migrate(qint32 application, const QList<const char*>& migrations);
    Result<qint64> number(const char* sql);
    Result<void> script(const char* sql);
    Failure failure(int code) const;

    QString m_file;
    std::unique_ptr<Handle> m_handle;
};

} // namespace cauce::sync
