#include "core/base/result.h"

using namespace Qt::StringLiterals;

namespace cauce {

QString nameOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled:
        return u"Cancelled"_s;
    case ErrorKind::Timeout:
        return u"Timeout"_s;
    case ErrorKind::Network:
        return u"Network"_s;
    case ErrorKind::Auth:
        return u"Auth"_s;
    case ErrorKind::HostKey:
        return u"HostKey"_s;
    case ErrorKind::Identity:
        return u"Identity"_s;
    case ErrorKind::Consent:
        return u"Consent"_s;
    case ErrorKind::NotFound:
        return u"NotFound"_s;
    case ErrorKind::Conflict:
        return u"Conflict"_s;
    case ErrorKind::Invalid:
        return u"Invalid"_s;
    case ErrorKind::RateLimited:
        return u"RateLimited"_s;
    case ErrorKind::Io:
        return u"Io"_s;
    case ErrorKind::Internal:
        break;
    }
    return u"Internal"_s;
}

} // namespace cauce
