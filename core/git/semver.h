#pragma once

#include <QList>
#include <QString>

#include <optional>

// Private to core/git: the versions and ranges of Argo CD's target revisions (Masterminds' rules).
namespace cauce::git {

//! \brief A version as tags spell it: "1", "v1.2", "1.2.3-rc.1+build".
struct Version
{
    quint64 majorPart = 0;
    quint64 minorPart = 0;
    quint64 patchPart = 0;
    QString preRelease;

    static std::optional<Version> parse(QStringView text);
    //! Below 0, 0 or above 0 by the precedence of semver.org; build metadata does not count.
    int compare(const Version& other) const;
};

//! \brief A range such as "1.*", "^1.2", ">=1 <2", "~1.4 || 2.x", "1.2 - 1.4".
//!
//! A pre-release is in it only when the range itself carries one.
class VersionRange
{
public:
    static std::optional<VersionRange> parse(const QString& text);
    bool contains(const Version& version) const;

private:
    struct Bound
    {
        QString op;
        Version version;
        bool anyMajor = false;
        bool anyMinor = false;
        bool anyPatch = false;

        bool admits(const Version& v) const;
        bool admitsTilde(const Version& v) const;
        bool admitsCaret(const Version& v) const;
    };
    using Group = QList<Bound>; //!< all must admit
    static std::optional<Bound> parseBound(const QString& text);
    static std::optional<Group> parseGroup(QString text);

    QList<Group> m_groups; //!< one must admit
};

} // namespace cauce::git
