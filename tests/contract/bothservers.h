#pragma once

#include "core/sandbox/sandbox.h"
#include "tests/contract/apiclient.h"
#include "tests/support/controlplane.h"

#include <QTemporaryDir>

namespace cauce::test {

//! \brief The sandbox and the real API server, each with clients of its two users.
//!
//! The real one is the shared control plane; the sandbox is started on first use. Main thread.
class BothServers
{
public:
    enum class Which { Sandbox, Real };

    struct Server
    {
        ApiClient admin;
        ApiClient nobody;
        ApiClient stranger; //!< with a token that is none
        ApiClient anonymous;
    };

    //! Rows "sandbox" and "real server" of a column "which".
    static void addRows()
    {
        QTest::addColumn<Which>("which");
        QTest::newRow("sandbox") << Which::Sandbox;
        QTest::newRow("real server") << Which::Real;
    }

    //! \return why this one cannot be had, for QSKIP; empty when it can
    static QString missing(Which which)
    {
        return which == Which::Real ? ControlPlane::unavailableReason() : QString();
    }

    //! The server; started when it is not. A failure ends the test process.
    Server& server(Which which) { return which == Which::Real ? real() : embedded(); }

    sandbox::Sandbox& sandbox()
    {
        (void)embedded();
        return *m_sandbox;
    }

private:
    static std::unique_ptr<Server> make(const QString& url, const QString& ca,
                                        const QByteArray& admin, const QByteArray& nobody)
    {
        return std::unique_ptr<Server>(new Server {
            {url, ca, admin}, {url, ca, nobody}, {url, ca, "0123456789abcdef"}, {url, ca, {}}});
    }

    Server& real()
    {
        if (!m_realServer) {
            ControlPlane* plane = ControlPlane::shared();
            if (!plane)
                qFatal("the control plane does not start");
            m_realServer = make(plane->server(), plane->caFile(), plane->token().toUtf8(),
                                plane->token(ControlPlane::User::Nobody).toUtf8());
        }
        return *m_realServer;
    }

    Server& embedded()
    {
        if (!m_embedded) {
            sandbox::Sandbox::Options options;
            options.folder = m_folder.path();
            m_sandbox = std::make_unique<sandbox::Sandbox>(options);
            if (const auto started = m_sandbox->start(); !started)
                qFatal("%s", qPrintable(started.error().message));
            m_embedded = make(m_sandbox->server(), m_sandbox->caFile(), m_sandbox->token(),
                              m_sandbox->token(sandbox::User::Nobody));
        }
        return *m_embedded;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<sandbox::Sandbox> m_sandbox;
    std::unique_ptr<Server> m_embedded;
    std::unique_ptr<Server> m_realServer;
};

} // namespace cauce::test
