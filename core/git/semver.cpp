#include "core/git/semver.h"

#include <QRegularExpression>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

const QString kSuffix = u"(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?"_s;

std::optional<quint64> numberOf(const QString& text)
{
    if (text.isEmpty())
        return 0;
    bool fits = false;
    const quint64 number = text.toULongLong(&fits);
    return fits ? std::optional(number) : std::nullopt;
}

std::optional<Version> versionOf(const QString& first, const QString& second, const QString& third,
                                 const QString& preRelease)
{
    const auto majorPart = numberOf(first);
    const auto minorPart = numberOf(second);
    const auto patchPart = numberOf(third);
    if (!majorPart || !minorPart || !patchPart)
        return std::nullopt;
    return Version {*majorPart, *minorPart, *patchPart, preRelease};
}

int order(quint64 a, quint64 b)
{
    return a < b ? -1 : (a > b ? 1 : 0);
}

int orderOfParts(const QString& a, const QString& b)
{
    bool aIsNumber = false;
    bool bIsNumber = false;
    const quint64 x = a.toULongLong(&aIsNumber);
    const quint64 y = b.toULongLong(&bIsNumber);
    if (aIsNumber && bIsNumber)
        return order(x, y);
    if (aIsNumber != bIsNumber)
        return aIsNumber ? -1 : 1;
    return QString::compare(a, b);
}

int orderOfPreReleases(const QString& a, const QString& b)
{
    if (a.isEmpty() || b.isEmpty()) // a release is above its pre-releases
        return int(a.isEmpty()) - int(b.isEmpty());
    const QStringList left = a.split(u'.');
    const QStringList right = b.split(u'.');
    for (qsizetype i = 0; i < std::min(left.size(), right.size()); ++i) {
        if (const int o = orderOfParts(left.at(i), right.at(i)); o != 0)
            return o;
    }
    return order(quint64(left.size()), quint64(right.size()));
}

bool isAny(const QString& part)
{
    return part == "x"_L1 || part == "X"_L1 || part == "*"_L1;
}

} // namespace

std::optional<Version> Version::parse(QStringView text)
{
    static const QRegularExpression form(u"\\Av?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?"_s
                                         + kSuffix + u"\\z"_s);
    const auto match = form.match(text.toString());
    if (!match.hasMatch())
        return std::nullopt;
    return versionOf(match.captured(1), match.captured(2), match.captured(3), match.captured(4));
}

int Version::compare(const Version& other) const
{
    if (const int o = order(majorPart, other.majorPart); o != 0)
        return o;
    if (const int o = order(minorPart, other.minorPart); o != 0)
        return o;
    if (const int o = order(patchPart, other.patchPart); o != 0)
        return o;
    return orderOfPreReleases(preRelease, other.preRelease);
}

std::optional<VersionRange::Bound> VersionRange::parseBound(const QString& text)
{
    static const QRegularExpression form(
        u"\\A(=|!=|>|<|>=|=>|<=|=<|~|~>|\\^)?\\s*v?([0-9]+|[xX*])(?:\\.([0-9]+|[xX*]))?"
        "(?:\\.([0-9]+|[xX*]))?"_s
        + kSuffix + u"\\z"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    QStringList parts {match.captured(2), match.captured(3), match.captured(4)};
    Bound bound;
    bound.op = match.captured(1);
    bound.anyMajor = isAny(parts.at(0));
    bound.anyMinor = bound.anyMajor || parts.at(1).isEmpty() || isAny(parts.at(1));
    bound.anyPatch = bound.anyMinor || parts.at(2).isEmpty() || isAny(parts.at(2));
    const auto version = versionOf(bound.anyMajor ? QString() : parts.at(0),
                                   bound.anyMinor ? QString() : parts.at(1),
                                   bound.anyPatch ? QString() : parts.at(2), match.captured(5));
    if (!version)
        return std::nullopt;
    bound.version = *version;
    return bound;
}

std::optional<VersionRange::Group> VersionRange::parseGroup(QString text)
{
    static const QRegularExpression hyphen(u"(\\S+)\\s+-\\s+(\\S+)"_s);
    static const QRegularExpression gapAfterOperator(u"([=!<>~^])\\s+"_s);
    static const QRegularExpression between(u"[\\s,]+"_s);
    text.replace(hyphen, u">=\\1 <=\\2"_s);
    text.replace(gapAfterOperator, u"\\1"_s);
    Group group;
    for (const QString& part : text.split(between, Qt::SkipEmptyParts)) {
        const auto bound = parseBound(part);
        if (!bound)
            return std::nullopt;
        group.append(*bound);
    }
    return group.isEmpty() ? std::nullopt : std::optional(group);
}

std::optional<VersionRange> VersionRange::parse(const QString& text)
{
    VersionRange range;
    for (const QString& part : text.split(u"||"_s)) {
        const auto group = parseGroup(part);
        if (!group)
            return std::nullopt;
        range.m_groups.append(*group);
    }
    return range;
}

bool VersionRange::contains(const Version& version) const
{
    for (const Group& group : m_groups) {
        const bool carriesPreRelease
            = std::any_of(group.cbegin(), group.cend(),
                          [](const Bound& b) { return !b.version.preRelease.isEmpty(); });
        if (!version.preRelease.isEmpty() && !carriesPreRelease)
            continue;
        if (std::all_of(group.cbegin(), group.cend(),
                        [&](const Bound& b) { return b.admits(version); }))
            return true;
    }
    return false;
}

bool VersionRange::Bound::admits(const Version& v) const
{
    const int o = v.compare(version);
    if (op.isEmpty() || op == "="_L1)
        return anyPatch ? admitsTilde(v) : o == 0;
    if (op == "!="_L1)
        return anyPatch ? !admitsTilde(v) : o != 0;
    if (op == ">"_L1) {
        if (anyMajor || !anyPatch || v.majorPart != version.majorPart)
            return o > 0 && !anyMajor;
        return !anyMinor && v.minorPart > version.minorPart; // ">1.2" is not 1.2.9
    }
    if (op == "<"_L1)
        return o < 0;
    if (op == ">="_L1 || op == "=>"_L1)
        return o >= 0;
    if (op == "<="_L1 || op == "=<"_L1)
        return o <= 0 || (anyPatch && admitsTilde(v)); // "<=1.2" holds 1.2.9
    return op == "^"_L1 ? admitsCaret(v) : admitsTilde(v);
}

bool VersionRange::Bound::admitsTilde(const Version& v) const
{
    if (anyMajor)
        return true;
    return v.compare(version) >= 0 && v.majorPart == version.majorPart
        && (anyMinor || v.minorPart == version.minorPart);
}

bool VersionRange::Bound::admitsCaret(const Version& v) const
{
    if (anyMajor)
        return true;
    if (v.compare(version) < 0 || v.majorPart != version.majorPart)
        return false;
    if (version.majorPart > 0 || anyMinor)
        return true;
    if (v.minorPart != version.minorPart)
        return false;
    return version.minorPart > 0 || anyPatch || v.patchPart == version.patchPart;
}

} // namespace cauce::git
