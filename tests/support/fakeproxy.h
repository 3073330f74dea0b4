#pragma once

#include <QByteArray>
#include <QList>
#include <QTcpServer>

namespace cauce::test {

//! \brief An HTTP proxy on 127.0.0.1 that tunnels CONNECT to any port of this machine.
//!
//! Lives in the thread that made it. Whatever name the client asks for, it connects to 127.0.0.1.
class FakeProxy : public QTcpServer
{
    Q_OBJECT

public:
    //! \param credentials "user:password" that it insists on; empty: none
    explicit FakeProxy(const QByteArray& credentials = {}, QObject* parent = nullptr);

    QString address() const; //!< "127.0.0.1:PORT"
    QList<QByteArray> asked() const
    {
        return m_asked;
    } //!< first lines: "CONNECT host:port HTTP/1.1"
    int tunnels() const { return m_tunnels; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    QByteArray m_credentials;
    QList<QByteArray> m_asked;
    int m_tunnels = 0;
};

} // namespace cauce::test
