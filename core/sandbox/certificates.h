#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace cauce::sandbox {

//! An authority and one server certificate of it, for 127.0.0.1 and localhost; all PEM.
struct ServerIdentity
{
    QByteArray authority; //!< the certificate that clients trust; its key is thrown away
    QByteArray certificate;
    QByteArray key; //!< EC P-256, PKCS#8; secret
};

//! \brief Makes a new identity, valid from yesterday for ten years. Some milliseconds.
//! \return Internal when OpenSSL refuses
Result<ServerIdentity> makeServerIdentity();

//! Whether the parts are readable, belong together and are valid for another day at least.
bool isUsable(const ServerIdentity& identity);

//! Random, 32 hexadecimal digits; from OpenSSL.
QByteArray makeToken();

} // namespace cauce::sandbox
