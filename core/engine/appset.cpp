#include "core/engine/appset.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

bool sameContent(const AppSpec& a, const AppSpec& b)
{
    return a.manifest && b.manifest && a.manifest->json()[u"spec"] == b.manifest->json()[u"spec"];
}

class Arrangement
{
public:
    void add(const AppSpec& app)
    {
        const auto known = m_places.constFind(app.name);
        if (known == m_places.cend()) {
            m_places.insert(app.name, m_apps.size());
            m_apps.append(app);
            return;
        }
        AppSpec& first = m_apps[*known];
        const bool both = app.parent.isEmpty() && first.parent.isEmpty();
        if (both || !sameContent(first, app))
            m_repeats[app.name].append(app.location.toString());
    }
    void addChild(const AppSpec& child, qsizetype parent)
    {
        if (!isAbove(child.name, parent))
            return add(child);
        // A root application whose files hold itself is common and does no harm.
        const AppSpec& above = m_apps.at(m_places.value(child.name));
        if (child.name == m_apps.at(parent).name && sameContent(above, child))
            return;
        m_apps[parent].conditions.append(
            {u"CyclicApplicationWarning"_s,
             u"application \"%1\" (%2) declares \"%3\", by which it is declared itself: not "
             "followed"_s.arg(m_apps.at(parent).name, child.location.toString(), child.name)});
    }
    const QList<AppSpec>& apps() const { return m_apps; }
    QList<AppSpec> finished()
    {
        for (auto it = m_repeats.cbegin(); it != m_repeats.cend(); ++it) {
            AppSpec& app = m_apps[m_places.value(it.key())];
            QStringList where {app.location.toString()};
            where += it.value();
            app.conditions.append({u"InvalidSpecError"_s,
                                   u"application \"%1\" is declared %2 times: %3"_s.arg(app.name)
                                       .arg(where.size())
                                       .arg(where.join(", "_L1))});
        }
        return m_apps;
    }

private:
    // Whether \p name is the application at \p place or one that it descends from.
    bool isAbove(const QString& name, qsizetype place) const
    {
        for (;;) {
            const AppSpec& app = m_apps.at(place);
            if (app.name == name)
                return true;
            if (app.parent.isEmpty())
                return false;
            place = m_places.value(app.parent); // a parent is in the list before its children
        }
    }

    QList<AppSpec> m_apps;
    QHash<QString, qsizetype> m_places;
    QMap<QString, QStringList> m_repeats;
};

} // namespace

bool sameDeclarations(const QList<AppSpec>& a, const QList<AppSpec>& b)
{
    return std::equal(a.cbegin(), a.cend(), b.cbegin(), b.cend(),
                      [](const AppSpec& left, const AppSpec& right) {
                          return left.location == right.location && left.manifest && right.manifest
                              && *left.manifest == *right.manifest;
                      });
}

QList<AppSpec> arrange(const QList<AppSpec>& root, const QMap<QString, QList<AppSpec>>& childrenOf)
{
    Arrangement arrangement;
    for (const AppSpec& app : root)
        arrangement.add(app);
    for (qsizetype i = 0; i < arrangement.apps().size(); ++i) { // grows while it is walked
        const QString name = arrangement.apps().at(i).name;
        for (AppSpec child : childrenOf.value(name)) {
            child.parent = name;
            arrangement.addChild(child, i);
        }
    }
    return arrangement.finished();
}

} // namespace cauce
