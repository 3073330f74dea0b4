#include "ui/accessibility.h"

#include "ui/panels/diffview.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/healthbar.h"
#include "ui/widgets/tabstrip.h"

#include <QAccessibleWidget>

namespace cauce {

namespace {

//! A widget of a fixed role whose value the widget knows.
template <typename Widget>
class Part : public QAccessibleWidget
{
public:
    Part(Widget* widget, QAccessible::Role role)
        : QAccessibleWidget(widget, role)
        , m_widget(widget)
    { }

    QString text(QAccessible::Text which) const override
    {
        return which == QAccessible::Value ? m_widget->spoken() : QAccessibleWidget::text(which);
    }

protected:
    Widget* m_widget;
};

class SwitchPart : public QAccessibleWidget
{
public:
    explicit SwitchPart(ToggleSwitch* widget)
        : QAccessibleWidget(widget, QAccessible::CheckBox)
        , m_switch(widget)
    { }

    QString text(QAccessible::Text which) const override
    {
        const QString name = QAccessibleWidget::text(which);
        return which == QAccessible::Name && name.isEmpty() ? m_switch->text() : name;
    }
    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.checkable = true;
        state.checked = m_switch->isChecked();
        return state;
    }
    QStringList actionNames() const override { return {toggleAction(), setFocusAction()}; }
    void doAction(const QString& action) override
    {
        if (action == toggleAction())
            m_switch->click();
        else
            QAccessibleWidget::doAction(action);
    }

private:
    ToggleSwitch* m_switch;
};

QAccessibleInterface* interfaceOf(const QString&, QObject* object)
{
    if (auto* widget = qobject_cast<ToggleSwitch*>(object))
        return new SwitchPart(widget);
    if (auto* widget = qobject_cast<TabStrip*>(object))
        return new Part<TabStrip>(widget, QAccessible::PageTabList);
    if (auto* widget = qobject_cast<Segmented*>(object))
        return new Part<Segmented>(widget, QAccessible::PageTabList);
    if (auto* widget = qobject_cast<HealthBar*>(object))
        return new Part<HealthBar>(widget, QAccessible::Graphic);
    if (auto* widget = qobject_cast<DiffView*>(object))
        return new Part<DiffView>(widget, QAccessible::Document);
    return nullptr;
}

} // namespace

void installAccessibility()
{
    static bool installed = false;
    if (!installed)
        QAccessible::installFactory(interfaceOf);
    installed = true;
}

} // namespace cauce
