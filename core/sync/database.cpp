#include "core/sync/database.h"

#include <sqlite3.h>

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

constexpr int kBusyMs = 2'000; // another Cauce commits; a commit is a few milliseconds

struct Finalizer
{
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, Finalizer>;

int bindValue(sqlite3_stmt* statement, int place, const QVariant& value)
{
    if (!value.isValid())
        return sqlite3_bind_null(statement, place);
    if (value.typeId() != QMetaType::QString)
        return sqlite3_bind_int64(statement, place, value.toLongLong());
    const QByteArray text = value.toString().toUtf8();
    return sqlite3_bind_text(statement, place, text.constData(), int(text.size()),
                             SQLITE_TRANSIENT);
}

QVariant columnValue(sqlite3_stmt* statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        return {};
    case SQLITE_INTEGER:
        return QVariant::fromValue(qint64(sqlite3_column_int64(statement, column)));
    default:
        break;
    }
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return QString::fromUtf8(text, sqlite3_column_bytes(statement, column));
}

// SQLite makes the file with the umask's mode; this one has to be private from the beginning. The
// file is not opened when it is there: closing it again would drop the locks that another
// connection of this process holds on it (POSIX).
Result<void> makePrivateFile(const QString& file)
{
    const QByteArray path = QFile::encodeName(file);
    struct stat info = {};
    if (::lstat(path.constData(), &info) == 0) {
        if (!S_ISREG(info.st_mode)) {
            return fail(
                ErrorKind::Io,
                u"%1 is not a regular file: move it away, a journal is kept there"_s.arg(file));
        }
        if ((info.st_mode & 077) != 0 && ::chmod(path.constData(), 0600) != 0) {
            return fail(ErrorKind::Io,
                        u"others can read %1: make it private (chmod 600)"_s.arg(file));
        }
        return {};
    }
    const int made
        = ::open(path.constData(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (made < 0) {
        if (errno == EEXIST) // another Cauce was quicker
            return {};
        return fail(ErrorKind::Io, u"cannot make %1: %2"_s.arg(file, qt_error_string(errno)));
    }
    ::close(made);
    return {};
}

QString whatNext(int code)
{
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return u"it is damaged and was left as it is; move it away to start with an empty history, "
               "or put back a copy"_s;
    case SQLITE_FULL:
        return u"the disk is full; make room and try again"_s;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return u"it cannot be written; check the permissions of the file and its folder"_s;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return u"another Cauce is writing to it; try again"_s;
    case SQLITE_IOERR:
        return u"the disk failed or is full; check it and try again"_s;
    default:
        break;
    }
    return u"try again"_s;
}

} // namespace

struct Database::Handle
{
    sqlite3* db = nullptr;

    Handle() = default;
    ~Handle() { sqlite3_close_v2(db); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
};

Database::Database(QString file, std::unique_ptr<Handle> handle)
    : m_file(std::move(file))
    , m_handle(std::move(handle))
{ }

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const QString& file, qint32 application,
                                                 const QList<const char*>& migrations)
{
    if (const auto made = makePrivateFile(file); !made)
        return Failure {made.error()};
    auto handle = std::make_unique<Handle>();
    const int code = sqlite3_open_v2(QFile::encodeName(file).constData(), &handle->db,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    std::unique_ptr<Database> database(new Database(file, std::move(handle)));
    if (code != SQLITE_OK)
        return database->failure(code);
    if (const auto prepared = database->prepareFile(application, migrations); !prepared)
        return Failure {prepared.error()};
    return database;
}

Result<void> Database::prepareFile(qint32 application, const QList<const char*>& migrations)
{
    sqlite3_extended_result_codes(m_handle->db, 1);
    sqlite3_busy_timeout(m_handle->db, kBusyMs);
    sqlite3_db_config(m_handle->db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);

    // Everything that only reads comes first: a file that is not ours, or damaged, stays as it is.
    const auto check = rows("PRAGMA quick_check(1)");
    if (!check)
        return Failure {check.error()};
    if (check->isEmpty() || check->first().value(0).toString() != "ok"_L1)
        return failure(SQLITE_CORRUPT);
    const auto id = number("PRAGMA application_id");
    const auto version = number("PRAGMA user_version");
    const auto tables = number("SELECT count(*) FROM sqlite_master");
    for (const auto* const read : {&id, &version, &tables}) {
        if (!*read)
            return Failure {read->error()};
    }
    if (*id != application && (*id != 0 || *tables != 0)) {
        return fail(
            ErrorKind::Io,
            u"%1 belongs to another program and was left as it is; move it away"_s.arg(m_file));
    }
    if (*version > migrations.size()) {
        return fail(ErrorKind::Io,
                    u"%1 was written by a newer Cauce (format %2, this one knows %3) and was left "
                    "as it is; use that version, or move the file away to start with an empty "
                    "history"_s.arg(m_file)
                        .arg(*version)
                        .arg(migrations.size()));
    }
    for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                               "PRAGMA foreign_keys=ON", "PRAGMA trusted_schema=OFF"}) {
        if (const auto done = run(pragma); !done)
            return done;
    }
    return *version == migrations.size() ? Result<void>() : migrate(application, migrations);
}

Result<void> Database::migrate(qint32 application, const QList<const char*>& migrations)
{
    return transaction([&]() -> Result<void> {
        // Another Cauce may have done it since we looked.
        const auto version = number("PRAGMA user_version");
        if (!version)
            return Failure {version.error()};
        for (qint64 i = *version; i < migrations.size(); ++i) {
            if (const auto done = script(migrations.at(i)); !done)
                return done;
        }
        const QString pragmas = u"PRAGMA user_version=%1; PRAGMA application_id=%2"_s.arg(
            QString::number(migrations.size()), QString::number(application));
        return script(pragmas.toLatin1().constData());
    });
}

Result<void> Database::run(const char* sql, const QVariantList& values)
{
    const auto done = rows(sql, values);
    return done ? Result<void>() : Failure {done.error()};
}

Result<QList<Database::Row>> Database::rows(const char* sql, const QVariantList& values)
{
    sqlite3_stmt* raw = nullptr;
    if (const int code = sqlite3_prepare_v2(m_handle->db, sql, -1, &raw, nullptr))
        return failure(code);
    const StatementHandle statement(raw);
    Q_ASSERT_X(sqlite3_bind_parameter_count(raw) == int(values.size()), "Database",
               "as many values as places");
    for (int i = 0; i < values.size(); ++i) {
        if (const int code = bindValue(raw, i + 1, values.at(i)))
            return failure(code);
    }
    QList<Row> found;
    int code = sqlite3_step(raw);
    for (; code == SQLITE_ROW; code = sqlite3_step(raw)) {
        Row row;
        for (int column = 0; column < sqlite3_column_count(raw); ++column)
            row.append(columnValue(raw, column));
        found.append(std::move(row));
    }
    if (code != SQLITE_DONE)
        return failure(code);
    return found;
}

Result<void> Database::transaction(const std::function<Result<void>()>& body)
{
    // Immediate: two programs that read and then write must not both believe what they read.
    if (const auto begun = run("BEGIN IMMEDIATE"); !begun)
        return begun;
    Result<void> done = body();
    if (done)
        done = run("COMMIT");
    if (!done && sqlite3_get_autocommit(m_handle->db) == 0)
        (void)run("ROLLBACK"); // the first error is the one that matters
    return done;
}

Result<qint64> Database::number(const char* sql)
{
    const auto found = rows(sql);
    if (!found)
        return Failure {found.error()};
    return found->isEmpty() ? qint64(0) : found->first().value(0).toLongLong();
}

Result<void> Database::script(const char* sql)
{
    const int code = sqlite3_exec(m_handle->db, sql, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Result<void>() : failure(code);
}

Failure Database::failure(int code) const
{
    return fail(ErrorKind::Io,
                u"the journal %1: %2; %3"_s.arg(
                    m_file, QString::fromUtf8(sqlite3_errstr(code & 0xff)), whatNext(code)));
}

} // namespace cauce::sync
