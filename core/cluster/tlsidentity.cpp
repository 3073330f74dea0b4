#include "core/cluster/tlsidentity.h"

#include "core/base/text.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <QDateTime>
#include <QSslCertificate>
#include <QSslError>
#include <QSslKey>
#include <QSslSocket>

#include <memory>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

template <auto Free>
struct OpenSslFreer
{
    template <typename T>
    void operator()(T* handle) const
    {
        Free(handle);
    }
};
using BioHandle = std::unique_ptr<BIO, OpenSslFreer<BIO_free_all>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, OpenSslFreer<EVP_PKEY_free>>;
using X509Handle = std::unique_ptr<X509, OpenSslFreer<X509_free>>;

//! OpenSSL's own would ask for a passphrase on the terminal.
int noPassphrase(char*, int, int, void*)
{
    return 0;
}

BioHandle bioOf(const QByteArray& pem)
{
    return BioHandle(BIO_new_mem_buf(pem.constData(), int(pem.size())));
}

bool belongTogether(const QByteArray& certificate, EVP_PKEY* key)
{
    const BioHandle bio = bioOf(certificate);
    const X509Handle first(PEM_read_bio_X509(bio.get(), nullptr, noPassphrase, nullptr));
    return first && X509_check_private_key(first.get(), key) == 1;
}

QString nameOf(const QSslCertificate& certificate)
{
    const QString name = certificate.subjectInfo(QSslCertificate::CommonName).value(0);
    return text::singleLine(name.isEmpty() ? certificate.subjectDisplayName() : name, 100);
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const KubeContext& context,
                                           const QByteArray& certificate, const QByteArray& key)
{
    const auto invalid = [&](const QString& what) {
        return fail(ErrorKind::Invalid,
                    u"context \"%1\" (%2): %3"_s.arg(context.name, context.sourceFile, what));
    };
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    if (context.insecureSkipTlsVerify)
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    if (!context.certificateAuthority.isEmpty()) {
        const auto roots = QSslCertificate::fromData(context.certificateAuthority, QSsl::Pem);
        if (roots.isEmpty())
            return invalid(u"the certificate authority is no PEM certificate"_s);
        tls.setCaCertificates(roots);
    }
    if (certificate.isEmpty())
        return tls;
    const auto chain = QSslCertificate::fromData(certificate, QSsl::Pem);
    if (chain.isEmpty())
        return invalid(u"the client certificate is no PEM certificate"_s);
    if (key.contains("ENCRYPTED"))
        return invalid(u"the client key is encrypted, which is not supported: use one without a "
                       "passphrase or an exec plugin"_s);
    const BioHandle bio = bioOf(key);
    KeyHandle handle(PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassphrase, nullptr));
    if (!handle)
        return invalid(u"the client key is no PEM private key"_s);
    if (!belongTogether(certificate, handle.get()))
        return invalid(u"the client key does not belong to the client certificate"_s);
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(QSslKey(Qt::HANDLE(handle.release()), QSsl::PrivateKey)); // takes it
    return tls;
}

QString describeTlsErrors(const QList<QSslError>& errors, const QString& host)
{
    QStringList reasons;
    QString hint;
    for (const QSslError& error : errors) {
        QString reason = error.errorString();
        const QSslCertificate certificate = error.certificate();
        if (!certificate.isNull())
            reason += u" (certificate \"%1\", issued by \"%2\", valid until %3)"_s.arg(
                nameOf(certificate), text::singleLine(certificate.issuerDisplayName(), 100),
                certificate.expiryDate().toUTC().toString(Qt::ISODate));
        if (!reasons.contains(reason))
            reasons.append(reason);
        if (error.error() == QSslError::CertificateExpired
            || error.error() == QSslError::CertificateNotYetValid) {
            hint = u"; this computer's clock says %1"_s.arg(
                QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
        } else if (hint.isEmpty() && error.error() == QSslError::HostNameMismatch) {
            hint = u"; if the name is right, set tls-server-name in the kubeconfig"_s;
        }
    }
    return u"the identity of %1 could not be verified: %2%3"_s.arg(host, reasons.join("; "_L1),
                                                                   hint);
}

QString validityHint(const QSslConfiguration& tls)
{
    const QSslCertificate own = tls.localCertificate();
    if (own.isNull())
        return {};
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (own.expiryDate() < now)
        return u"the client certificate expired at %1"_s.arg(
            own.expiryDate().toUTC().toString(Qt::ISODate));
    if (own.effectiveDate() > now)
        return u"the client certificate is valid from %1 only; this computer's clock says %2"_s.arg(
            own.effectiveDate().toUTC().toString(Qt::ISODate), now.toString(Qt::ISODate));
    return {};
}

} // namespace cauce::cluster
