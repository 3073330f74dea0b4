#pragma once

#include <QByteArray>
#include <QString>

namespace cauce::test {

//! \brief Certificates made with the openssl program once per test process, in a folder that goes
//! with it.
//!
//! Authorities: "ca" and "stranger". Servers, for 127.0.0.1 and localhost: "server" (of ca),
//! "server-stranger" (of stranger), "server-expired", "server-elsewhere" (for another name only).
//! Clients of ca, with user name = name and group "testers": "rsa", "ec", "ed25519", and
//! "rsa-pkcs1" and "ec-sec1", the same two with their keys in the older PEM forms. Each is made
//! when it is asked for first. A failure of openssl ends the test process with its message.
namespace certificates {

QByteArray certificate(const QString& name); //!< PEM
QByteArray key(const QString& name); //!< PEM
QString certificateFile(const QString& name);
QString keyFile(const QString& name);

} // namespace certificates

} // namespace cauce::test
