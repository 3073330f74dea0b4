#pragma once

#include "core/base/result.h"

#include <QString>

namespace cauce::git {

//! \brief The address of a repository: parsed, normalised and without its credentials.
//!
//! Allowed: https, http, ssh (also `git@host:path`), file and an absolute local path. Nothing in it
//! can be taken for an option or hold a control character. A value.
class GitUrl
{
public:
    enum class Scheme { Https, Http, Ssh, Local };

    //! \return Invalid saying which part is wrong; a password in \p text is never in the message
    static Result<GitUrl> parse(const QString& text);

    Scheme scheme() const { return m_scheme; }
    const QString& host() const { return m_host; } //!< lower case; empty when Local
    int port() const { return m_port; } //!< -1 for the scheme's own
    const QString& user() const { return m_user; }
    const QString& password() const { return m_password; } //!< only to hand it to the credentials
    //! Local: absolute folder. Https, Http: as written, with '%'. Ssh: decoded; without a leading
    //! '/' when it is relative to the user's home (scp form).
    const QString& path() const { return m_path; }

    //! For people, logs and files: never with a password; over http(s) without the user too, who
    //! often is a token.
    QString toString() const;
    //! Equal for two spellings of one repository (".git", trailing '/', user, case of the host, ssh
    //! against scp form); for looking up, not for connecting. Rule: Argo CD's NormalizeGitURL, but
    //! stricter where two repositories could meet: the path keeps its case, a folder its ".git",
    //! and ssh a user other than "git" (whose home may be another).
    QString identity() const;

    friend bool operator==(const GitUrl& a, const GitUrl& b)
    {
        return a.identity() == b.identity();
    }

private:
    GitUrl() = default;
    static Result<GitUrl> parseLocal(const QString& path);
    static Result<GitUrl> parseUrl(const QString& schemeName, const QString& rest);
    static Result<GitUrl> parseScp(const QString& text);
    static Result<GitUrl> checkedSsh(GitUrl url);

    Scheme m_scheme = Scheme::Local;
    QString m_host;
    int m_port = -1;
    QString m_user;
    QString m_password;
    QString m_path;
};

} // namespace cauce::git
