#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace cauce::test {

//! \brief A bare repository and a clone of it to work in, in a temporary folder.
//!
//! Made and driven by the git command line with a home and a configuration of its own: nothing of
//! the developer's is read. The author, the branch ("main") and, by setTime(), the clock are fixed,
//! so that equal steps give equal commits. Every call blocks, and stops the test by qFatal() with
//! what git said when git fails. For one thread.
class GitRepository
{
public:
    GitRepository();
    ~GitRepository();
    GitRepository(const GitRepository&) = delete;
    GitRepository& operator=(const GitRepository&) = delete;

    QString bareDir() const; //!< what others clone: "<folder>/repo.git"
    QString workDir() const; //!< "<folder>/work"
    QString root() const; //!< the folder of both; servers serve it: "/repo.git"

    //! Writes a file of the work tree; its folders are made.
    void write(const QString& path, const QByteArray& content);
    void remove(const QString& path);
    //! A symbolic link at \p path; \p target is taken as it is.
    void link(const QString& path, const QByteArray& target);
    //! Commits all that changed. \return the full name of the commit
    QString commit(const QString& message);
    void push(const QString& branch = QStringLiteral("main"));
    void forcePush(const QString& branch = QStringLiteral("main"));
    //! commit() and push().
    QString publish(const QString& message);
    //! Seconds since 1970 for the next commits; each commit adds one second.
    void setTime(qint64 seconds) { m_time = seconds; }

    //! Runs git in the work tree (or \p folder). \return what it printed, trimmed
    QString git(const QStringList& arguments, const QString& folder = {});
    //! HOME, no system configuration, fixed author: for other programs that a test runs.
    QProcessEnvironment environment() const;

private:
    QTemporaryDir m_folder;
    qint64 m_time = 1'700'000'000;
};

} // namespace cauce::test
