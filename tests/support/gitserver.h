#pragma once

#include "tests/support/gitrepository.h"

#include <QList>
#include <QObject>
#include <QString>

#include <memory>

class QProcess;

namespace cauce::test {

//! \brief Serves the repositories of a folder over https or http on 127.0.0.1, by git http-backend.
//!
//! It lives in a thread of its own, so a test may block. The certificate is made by the openssl
//! command line for 127.0.0.1, localhost and git.example.test (for a proxy), and signed by a CA of
//! its own: caFile(). Pushing needs a login (requireLogin()), as git's own server wants it. Every
//! setting may be changed while it runs and counts from the next request on. Callable from the
//! test's thread.
class GitHttpServer
{
public:
    enum class Certificate { Good, Expired, OtherName, SelfSigned };

    //! How it behaves badly; by default it does not.
    struct Behaviour
    {
        int status = 0; //!< answers this and nothing else
        QByteArray location; //!< with a status of 3xx
        QByteArray contentType = "text/plain";
        QByteArray body; //!< of the answer with that status
        QByteArray challenge = "Basic realm=\"git\""; //!< with a 401
        bool stalls = false; //!< takes the request and says nothing
        qint64 cutAfter = -1; //!< closes after so many bytes of a body from git
        qint64 damageAt = -1; //!< changes this byte of a body from git
        QByteArray onlyBelow; //!< all this only for paths that begin so
        bool onlyPack = false; //!< all this only for POST: the listing works
        bool refusesProtocol2 = false; //!< drops the header Git-Protocol, as an old server
    };

    struct Request
    {
        QByteArray method;
        QByteArray path; //!< with the query
        QByteArray authorization; //!< empty when none was sent
        QByteArray protocol; //!< of the header Git-Protocol
        qint64 answered = 0; //!< bytes of the answer's body
    };

    //! \param folder holds repositories: "repo.git" in it is "/repo.git" here
    explicit GitHttpServer(const QString& folder, bool isSecure = true,
                           Certificate certificate = Certificate::Good);
    ~GitHttpServer();
    GitHttpServer(const GitHttpServer&) = delete;
    GitHttpServer& operator=(const GitHttpServer&) = delete;

    int port() const;
    //! "https://127.0.0.1:PORT/repo.git"
    QString url(const QString& repository = QStringLiteral("repo.git")) const;
    QString caFile() const; //!< PEM of the CA, for Remote::caFile
    void requireLogin(const QByteArray& user, const QByteArray& password);
    void behave(const Behaviour& behaviour);
    QList<Request> requests() const; //!< all so far, in order
    void forgetRequests();

private:
    struct State;
    class Listener;
    class Exchange;
    std::shared_ptr<State> m_state;
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

//! \brief An sshd of one's own on 127.0.0.1, for the user who runs the test.
//!
//! Keys are made anew. Each command that a client runs is logged before it runs, so that a test can
//! show that nothing was pushed. OpenSSH reads its configuration from the home of the account and
//! not from $HOME; put clientPath() first into PATH so that the test does not read the developer's.
class GitSshServer
{
public:
    GitSshServer();
    ~GitSshServer();
    GitSshServer(const GitSshServer&) = delete;
    GitSshServer& operator=(const GitSshServer&) = delete;

    int port() const { return m_port; }
    //! "ssh://USER@127.0.0.1:PORT/absolute/folder"
    QString url(const QString& repositoryDir) const;
    QString keyFile(const QString& type = QStringLiteral("ed25519")) const; //!< or "rsa": allowed
    QString strangerKeyFile() const; //!< a key that the server does not know
    QString knownHostsFile() const; //!< holds the server's keys as they were at the start
    //! "SHA256:..." of the key of that type that the server shows now.
    QString fingerprint(const QString& type = QStringLiteral("ed25519")) const;
    //! From now on the "ssh" of clientPath() has that file as the user's own known_hosts.
    void setUserKnownHostsFile(const QString& file);
    QString clientPath() const; //!< a folder with an "ssh" that reads only its own configuration
    //! From now on the server shows other host keys (it starts anew at the same port).
    void changeHostKeys();
    QStringList commands() const; //!< what clients ran: "git-upload-pack '/...'"

private:
    void makeKeys();
    void configureClient(const QString& knownHosts);
    void start();
    void stop();
    QString file(const QString& name) const;

    QTemporaryDir m_folder;
    int m_port = 0;
    std::unique_ptr<QProcess> m_process;
};

} // namespace cauce::test
