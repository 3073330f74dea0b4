#include "core/sandbox/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

constexpr long kDay = 24 * 60 * 60;
constexpr long kLifetime = 3650 * kDay;

template <auto Free>
struct CryptoFreer
{
    template <typename T>
    void operator()(T* handle) const noexcept
    {
        Free(handle);
    }
};
using BioHandle = std::unique_ptr<BIO, CryptoFreer<BIO_free_all>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, CryptoFreer<EVP_PKEY_free>>;
using CertificateHandle = std::unique_ptr<X509, CryptoFreer<X509_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, CryptoFreer<X509_EXTENSION_free>>;

KeyHandle newKey()
{
    return KeyHandle(EVP_EC_gen("P-256"));
}

bool addExtension(X509* certificate, X509* issuer, int nid, const char* value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const ExtensionHandle extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool setSerial(X509* certificate)
{
    quint64 number = 0;
    return RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof(number)) == 1
        && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1) == 1;
}

//! A certificate with names, times and key, neither extended nor signed.
CertificateHandle draft(const char* commonName, EVP_PKEY* key)
{
    CertificateHandle certificate(X509_new());
    if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1
        || !setSerial(certificate.get()) || X509_set_pubkey(certificate.get(), key) != 1
        || !X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay)
        || !X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLifetime)
        || X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(commonName), -1, -1, 0)
            != 1)
        return {};
    return certificate;
}

bool sign(X509* certificate, X509* issuer, EVP_PKEY* key)
{
    return X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1
        && addExtension(certificate, issuer, NID_subject_key_identifier, "hash")
        && addExtension(certificate, issuer, NID_authority_key_identifier, "keyid")
        && X509_sign(certificate, key, EVP_sha256()) > 0;
}

CertificateHandle newAuthority(EVP_PKEY* key)
{
    CertificateHandle authority = draft("cauce sandbox authority", key);
    if (!authority
        || !addExtension(authority.get(), authority.get(), NID_basic_constraints,
                         "critical,CA:TRUE,pathlen:0")
        || !addExtension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign")
        || !sign(authority.get(), authority.get(), key))
        return {};
    return authority;
}

CertificateHandle newServer(X509* authority, EVP_PKEY* authorityKey, EVP_PKEY* key)
{
    CertificateHandle server = draft("cauce sandbox", key);
    if (!server
        || !addExtension(server.get(), authority, NID_basic_constraints, "critical,CA:FALSE")
        || !addExtension(server.get(), authority, NID_key_usage, "critical,digitalSignature")
        || !addExtension(server.get(), authority, NID_ext_key_usage, "serverAuth")
        || !addExtension(server.get(), authority, NID_subject_alt_name,
                         "IP:127.0.0.1,DNS:localhost")
        || !sign(server.get(), authority, authorityKey))
        return {};
    return server;
}

template <typename Write>
QByteArray pemOf(Write write)
{
    const BioHandle bio(BIO_new(BIO_s_mem()));
    if (!bio || write(bio.get()) != 1)
        return {};
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, size};
}

QByteArray certificatePem(X509* certificate)
{
    return pemOf([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

//! OpenSSL's own would ask for a passphrase on the terminal.
int noPhrase(char*, int, int, void*)
{
    return 0;
}

CertificateHandle readCertificate(const QByteArray& pem)
{
    const BioHandle bio(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    return CertificateHandle(PEM_read_bio_X509(bio.get(), nullptr, noPhrase, nullptr));
}

} // namespace

Result<ServerIdentity> makeServerIdentity()
{
    const KeyHandle authorityKey = newKey();
    const KeyHandle serverKey = newKey();
    const CertificateHandle authority
        = authorityKey ? newAuthority(authorityKey.get()) : CertificateHandle();
    const CertificateHandle server = authority && serverKey
        ? newServer(authority.get(), authorityKey.get(), serverKey.get())
        : CertificateHandle();
    if (!server)
        return fail(ErrorKind::Internal, u"OpenSSL cannot make the sandbox's certificate"_s);
    ServerIdentity identity;
    identity.authority = certificatePem(authority.get());
    identity.certificate = certificatePem(server.get());
    identity.key = pemOf([&](BIO* bio) {
        return PEM_write_bio_PrivateKey(bio, serverKey.get(), nullptr, nullptr, 0, nullptr,
                                        nullptr);
    });
    if (!isUsable(identity))
        return fail(ErrorKind::Internal, u"OpenSSL made a certificate that cannot be used"_s);
    return identity;
}

bool isUsable(const ServerIdentity& identity)
{
    const CertificateHandle authority = readCertificate(identity.authority);
    const CertificateHandle server = readCertificate(identity.certificate);
    const BioHandle bio(BIO_new_mem_buf(identity.key.constData(), int(identity.key.size())));
    const KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, noPhrase, nullptr));
    if (!authority || !server || !key)
        return false;
    time_t tomorrow = time(nullptr) + kDay;
    return X509_check_private_key(server.get(), key.get()) == 1
        && X509_verify(server.get(), X509_get0_pubkey(authority.get())) == 1
        && X509_cmp_time(X509_get0_notAfter(server.get()), &tomorrow) > 0
        && X509_cmp_time(X509_get0_notAfter(authority.get()), &tomorrow) > 0;
}

QByteArray makeToken()
{
    QByteArray bytes(16, Qt::Uninitialized);
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), int(bytes.size())) != 1)
        qFatal("OpenSSL has no randomness"); // a guessable token would be worse
    return bytes.toHex();
}

} // namespace cauce::sandbox
