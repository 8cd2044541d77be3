import django.db.models.deletion
import django.utils.timezone
import dovetail.shared_kernel.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='NumberSequence',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('scope', models.CharField(max_length=64, unique=True)),
                ('last', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('code', models.SlugField(max_length=48, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('description', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SandboxMethod',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('token', models.CharField(max_length=64)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BillingAccount',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('tenant_id', models.UUIDField(unique=True)),
                ('currency', models.CharField(max_length=3)),
                ('timezone', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='billing_account_has_a_currency')],
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.CharField(max_length=64, null=True, unique=True)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('paid', 'Paid'), ('uncollectible', 'Uncollectible')], default='draft', max_length=16)),
                ('billing_reason', models.CharField(choices=[('subscription_create', 'Create'), ('subscription_cycle', 'Cycle'), ('subscription_cancel', 'Cancel')], max_length=32)),
                ('currency', models.CharField(max_length=3)),
                ('period_start_at', models.DateTimeField()),
                ('period_end_at', models.DateTimeField()),
                ('subtotal_minor', models.BigIntegerField()),
                ('total_minor', models.BigIntegerField()),
                ('amount_due_minor', models.BigIntegerField()),
                ('amount_paid_minor', models.BigIntegerField(default=0)),
                ('finalized_at', models.DateTimeField(null=True)),
                ('paid_at', models.DateTimeField(null=True)),
                ('next_attempt_at', models.DateTimeField(db_index=True, null=True)),
                ('attempt_count', models.PositiveIntegerField(default=0)),
                ('retry_count', models.PositiveIntegerField(default=0)),
                ('failure_code', models.CharField(max_length=64, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.billingaccount')),
            ],
        ),
        migrations.CreateModel(
            name='PaymentMethod',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_method_id', models.CharField(max_length=128)),
                ('kind', models.CharField(max_length=32)),
                ('brand', models.CharField(max_length=32)),
                ('last4', models.CharField(max_length=4)),
                ('exp_month', models.PositiveSmallIntegerField(null=True)),
                ('exp_year', models.PositiveSmallIntegerField(null=True)),
                ('status', models.CharField(choices=[('attached', 'Attached'), ('detached', 'Detached')], default='attached', max_length=16)),
                ('is_default', models.BooleanField(default=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.billingaccount')),
            ],
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('gateway', models.CharField(max_length=32)),
                ('attempt', models.PositiveIntegerField()),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('status', models.CharField(choices=[('created', 'Created'), ('succeeded', 'Succeeded'), ('failed', 'Failed')], default='created', max_length=16)),
                ('idempotency_key', models.CharField(max_length=128, unique=True)),
                ('gateway_payment_id', models.CharField(max_length=128, null=True, unique=True)),
                ('failure_code', models.CharField(max_length=64, null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='dovetail_billing.invoice')),
                ('payment_method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.paymentmethod')),
            ],
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('active', 'Active'), ('retired', 'Retired')], default='active', max_length=16)),
                ('interval', models.CharField(choices=[('day', 'day'), ('week', 'week'), ('month', 'month'), ('year', 'year')], max_length=8)),
                ('interval_count', models.PositiveSmallIntegerField(default=1)),
                ('seat_limit', models.PositiveIntegerField(null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.plan')),
            ],
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('code', models.SlugField(max_length=48)),
                ('description', models.CharField(max_length=120)),
                ('model', models.CharField(choices=[('flat', 'flat'), ('per_unit', 'per_unit')], max_length=16)),
                ('unit', models.CharField(blank=True, max_length=16)),
                ('currency', models.CharField(max_length=3)),
                ('unit_amount', models.DecimalField(decimal_places=12, max_digits=32)),
                ('plan_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.planversion')),
            ],
        ),
        migrations.CreateModel(
            name='SandboxCharge',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('idempotency_key', models.CharField(max_length=128, unique=True)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('failure_code', models.CharField(max_length=64, null=True)),
                ('call_count', models.PositiveIntegerField(default=1)),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.sandboxmethod')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('currency', models.CharField(max_length=3)),
                ('status', models.CharField(choices=[('active', 'Active'), ('past_due', 'Past Due'), ('canceled', 'Canceled')], default='active', max_length=16)),
                ('anchor_at', models.DateTimeField()),
                ('timezone', models.CharField(max_length=64)),
                ('current_index', models.PositiveIntegerField(default=0)),
                ('current_start_at', models.DateTimeField()),
                ('current_end_at', models.DateTimeField()),
                ('next_billing_at', models.DateTimeField(db_index=True, null=True)),
                ('cancel_at', models.DateTimeField(null=True)),
                ('canceled_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.billingaccount')),
                ('plan_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.planversion')),
            ],
        ),
        migrations.AddField(
            model_name='invoice',
            name='subscription',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.subscription'),
        ),
        migrations.CreateModel(
            name='SubscriptionItem',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('quantity', models.PositiveIntegerField()),
                ('billed_quantity', models.PositiveIntegerField()),
                ('price', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.price')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.subscription')),
            ],
        ),
        migrations.CreateModel(
            name='PendingLine',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('recurring', 'Recurring'), ('proration_charge', 'Proration Charge')], default='proration_charge', max_length=32)),
                ('description', models.CharField(max_length=120)),
                ('quantity', models.PositiveIntegerField()),
                ('unit_amount', models.DecimalField(decimal_places=12, max_digits=32)),
                ('amount_minor', models.BigIntegerField()),
                ('period_start_at', models.DateTimeField()),
                ('period_end_at', models.DateTimeField()),
                ('invoice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.invoice')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.subscriptionitem')),
            ],
        ),
        migrations.CreateModel(
            name='InvoiceLine',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('recurring', 'Recurring'), ('proration_charge', 'Proration Charge')], max_length=32)),
                ('description', models.CharField(max_length=120)),
                ('quantity', models.PositiveIntegerField()),
                ('unit_amount', models.DecimalField(decimal_places=12, max_digits=32)),
                ('amount_minor', models.BigIntegerField()),
                ('period_start_at', models.DateTimeField()),
                ('period_end_at', models.DateTimeField()),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.invoice')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.subscriptionitem')),
            ],
        ),
        migrations.CreateModel(
            name='BillingPeriod',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('index', models.PositiveIntegerField()),
                ('start_at', models.DateTimeField()),
                ('end_at', models.DateTimeField()),
                ('prev_end_at', models.DateTimeField(null=True)),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.invoice')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dovetail_billing.subscriptionitem')),
            ],
        ),
        migrations.CreateModel(
            name='TestClock',
            fields=[
                ('id', models.UUIDField(default=dovetail.shared_kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('now_at', models.DateTimeField()),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='test_clock', to='dovetail_billing.billingaccount')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='paymentmethod',
            constraint=models.UniqueConstraint(fields=('gateway', 'gateway_method_id'), name='billing_one_method_per_token'),
        ),
        migrations.AddConstraint(
            model_name='paymentmethod',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('account',), name='billing_one_default_method'),
        ),
        migrations.AddConstraint(
            model_name='paymentmethod',
            constraint=models.CheckConstraint(condition=models.Q(('is_default', False), ('status', 'attached'), _connector='OR'), name='billing_default_method_is_attached'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('invoice', 'attempt'), name='billing_one_payment_per_attempt'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'created')), fields=('invoice',), name='billing_one_live_payment'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'succeeded')), fields=('invoice',), name='billing_an_invoice_is_paid_once'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='billing_payment_moves_money'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='billing_one_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('plan',), name='billing_one_active_version'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('interval_count__range', (1, 366))), name='billing_interval_is_counted'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('seat_limit', None), ('seat_limit__gte', 1), _connector='OR'), name='billing_seat_limit_lets_somebody_in'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.UniqueConstraint(fields=('plan_version', 'code', 'currency'), name='billing_one_price_per_currency'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('unit_amount__gte', 0)), name='billing_price_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('model', 'flat'), ('unit', '')), models.Q(('model', 'per_unit'), ('unit', 'seat')), _connector='OR'), name='billing_price_counts_its_unit'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='billing_price_has_a_currency'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('account',), name='billing_one_live_subscription'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('status', 'canceled')), models.Q(models.Q(('status', 'canceled'), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='billing_canceled_is_ended'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('next_billing_at__isnull', False)), models.Q(('ended_at__isnull', False), ('next_billing_at', None)), _connector='OR'), name='billing_live_is_billed_next'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(('current_start_at__lt', models.F('current_end_at'))), name='billing_current_period_lasts'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finalized_at', None), ('number', None), ('status', 'draft')), models.Q(models.Q(('status', 'draft'), _negated=True), ('finalized_at__isnull', False), ('number__isnull', False)), _connector='OR'), name='billing_final_invoice_is_numbered'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('total_minor', models.F('subtotal_minor'))), name='billing_total_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('amount_due_minor', models.F('total_minor')), ('amount_due_minor__gte', 0)), name='billing_due_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('amount_paid_minor__gte', 0), ('amount_paid_minor__lte', models.F('amount_due_minor'))), name='billing_paid_is_at_most_due'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_paid_minor', models.F('amount_due_minor')), ('status', 'paid')), models.Q(('status', 'paid'), _negated=True), _connector='OR'), name='billing_paid_invoice_is_paid_in_full'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('next_attempt_at', None), ('status', 'open'), _connector='OR'), name='billing_only_open_invoices_are_collected'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('total_minor__range', (-9000000000000000, 9000000000000000))), name='billing_total_is_exact_in_json'),
        ),
        migrations.AddConstraint(
            model_name='subscriptionitem',
            constraint=models.UniqueConstraint(fields=('subscription', 'price'), name='billing_one_item_per_price'),
        ),
        migrations.AddIndex(
            model_name='pendingline',
            index=models.Index(condition=models.Q(('invoice', None)), fields=['item'], name='billing_pending_lines'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(fields=('invoice', 'position'), name='billing_one_line_per_position'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'recurring')), fields=('item', 'period_start_at'), name='billing_a_period_is_billed_once'),
        ),
        migrations.AddConstraint(
            model_name='billingperiod',
            constraint=models.UniqueConstraint(fields=('item', 'index'), name='billing_one_period_per_index'),
        ),
        migrations.AddConstraint(
            model_name='billingperiod',
            constraint=models.UniqueConstraint(fields=('item', 'start_at'), name='billing_one_period_per_start'),
        ),
        migrations.AddConstraint(
            model_name='billingperiod',
            constraint=models.UniqueConstraint(fields=('item', 'end_at'), name='billing_one_period_per_end'),
        ),
        migrations.AddConstraint(
            model_name='billingperiod',
            constraint=models.CheckConstraint(condition=models.Q(('start_at__lt', models.F('end_at'))), name='billing_period_lasts'),
        ),
        migrations.AddConstraint(
            model_name='billingperiod',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('index', 0), ('prev_end_at', None)), models.Q(('index__gt', 0), ('prev_end_at__isnull', False)), _connector='OR'), name='billing_only_the_first_period_has_none_before'),
        ),
        migrations.AddConstraint(
            model_name='billingperiod',
            constraint=models.CheckConstraint(condition=models.Q(('prev_end_at', None), ('prev_end_at', models.F('start_at')), _connector='OR'), name='billing_period_starts_where_the_last_ended'),
        ),
    ]
